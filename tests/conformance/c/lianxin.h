// The little that C needs above the generated header: bytes in and out of its buffers, a store, what a call answered.

#ifndef LIANXIN_H
#define LIANXIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Words of clang's, which gcc does not know.
#ifndef __clang__
#define _Nonnull
#define _Nullable
#endif

#include "LianxinFFI.h"

// What a call came to: text is what it gave, or the failure with its code as JSON. Freed by the caller.
typedef struct {
    bool ok;
    char *text;
} Answer;

// Bytes as the library takes them.
RustBuffer buffer_of(const void *bytes, size_t length);

// A text as an argument: its bytes alone.
RustBuffer buffer_of_text(const char *text);

// What is in a buffer, ended by a zero; frees the buffer.
char *text_of(RustBuffer buffer);

// The failure of a call as JSON, and its kind (1 is Fields); frees what the status holds.
char *failure_of(RustCallStatus *status, int32_t *kind);

// A store in a folder, its key kept by a passphrase; 0 where it was not opened, and `answer` says why.
uint64_t store_open(const char *folder, Answer *answer);

// The same with a key store of one's own, which goes over to the library.
uint64_t store_open_with(const char *folder, uint64_t keys, Answer *answer);

Answer store_call(uint64_t store, const char *name, const char *with);
Answer store_enrol(uint64_t store, const char *text);
Answer store_sync(uint64_t store);
void store_close(uint64_t store);
void store_free(uint64_t store);

#endif
