/* Calls the library through the header that Swift imports. Text must be UTF-8: UniFFI takes it unchecked, since all bindings that it
   makes encode strictly. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "LianxinFFI.h"

enum { OK = 0, ERROR = 1 };

static int faults = 0;

static void expect(int holds, const char *what) {
    if (!holds) {
        faults += 1;
        fprintf(stderr, "called_from_c: %s\n", what);
    }
}

static RustBuffer buffer(const char *bytes, size_t count) {
    RustCallStatus status = {0};
    ForeignBytes foreign = {.len = (int32_t)count, .data = (const uint8_t *)bytes};
    RustBuffer made = ffi_lianxin_ffi_rustbuffer_from_bytes(foreign, &status);
    expect(status.code == OK && made.len == count, "bytes become a buffer");
    return made;
}

static void release(RustBuffer buffer) {
    RustCallStatus status = {0};
    ffi_lianxin_ffi_rustbuffer_free(buffer, &status);
    expect(status.code == OK, "a buffer is freed");
}

/* A key store kept by a passphrase of these bytes. */
static uint64_t key_store(const char *bytes, size_t count, RustCallStatus *status) {
    return uniffi_lianxin_ffi_fn_func_passphrase_key_store(buffer(bytes, count), status);
}

int main(void) {
    expect(ffi_lianxin_ffi_uniffi_contract_version() > 0, "the library says which contract it keeps");

    RustCallStatus status = {0};
    const char strong[] = "correct horse battery staple";
    uint64_t keys = key_store(strong, strlen(strong), &status);
    expect(status.code == OK && keys != 0, "a strong passphrase makes a key store");
    status = (RustCallStatus){0};
    uniffi_lianxin_ffi_fn_free_keystore(keys, &status);
    expect(status.code == OK, "a key store is let go");

    status = (RustCallStatus){0};
    key_store("1", 1, &status);
    expect(status.code == ERROR && status.errorBuf.len > 0, "a weak passphrase is a typed error");
    release(status.errorBuf);

    return faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
