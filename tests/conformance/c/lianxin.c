#include "lianxin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static RustCallStatus status_new(void) {
    return (RustCallStatus){0};
}

RustBuffer buffer_of(const void *bytes, size_t length) {
    RustCallStatus status = status_new();
    // The library copies them.
    ForeignBytes foreign = {.len = (int32_t)length, .data = (const uint8_t *)bytes};
    return ffi_lianxin_ffi_rustbuffer_from_bytes(foreign, &status);
}

RustBuffer buffer_of_text(const char *text) {
    return buffer_of(text, strlen(text));
}

static void buffer_free(RustBuffer buffer) {
    RustCallStatus status = status_new();
    ffi_lianxin_ffi_rustbuffer_free(buffer, &status);
}

char *text_of(RustBuffer buffer) {
    char *text = malloc(buffer.len + 1);
    if (buffer.len > 0) {
        memcpy(text, buffer.data, buffer.len);
    }
    text[buffer.len] = '\0';
    buffer_free(buffer);
    return text;
}

// Reads numbers and texts out of a buffer: big-endian, a text after its length.
typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} Reader;

static int32_t read_number(Reader *reader) {
    if (reader->end - reader->at < 4) {
        return 0;
    }
    const uint8_t *at = reader->at;
    reader->at += 4;
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | (uint32_t)at[3]);
}

static char *read_text(Reader *reader) {
    int32_t length = read_number(reader);
    if (length < 0 || reader->end - reader->at < length) {
        length = 0;
    }
    char *text = strndup((const char *)reader->at, (size_t)length);
    reader->at += length;
    return text;
}

// Codes and paths are plain words: no character of theirs means something in JSON.
char *failure_of(RustCallStatus *status, int32_t *kind) {
    char *json = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&json, &length);
    Reader reader = {status->errorBuf.data, status->errorBuf.data + status->errorBuf.len};
    if (status->code != 1) {
        *kind = 0;
        fprintf(out, "{\"code\":\"unexpected\",\"fields\":[]}");
    } else {
        *kind = read_number(&reader);
        char *code = read_text(&reader);
        free(read_text(&reader));
        free(read_text(&reader));
        fprintf(out, "{\"code\":\"%s\",\"fields\":[", code);
        free(code);
        int32_t count = *kind == 1 ? read_number(&reader) : 0;
        for (int32_t number = 0; number < count; number += 1) {
            char *field = read_text(&reader);
            char *wrong = read_text(&reader);
            free(read_text(&reader));
            free(read_text(&reader));
            fprintf(out, "%s{\"field\":\"%s\",\"code\":\"%s\"}", number == 0 ? "" : ",", field, wrong);
            free(field);
            free(wrong);
        }
        fprintf(out, "]}");
    }
    fclose(out);
    buffer_free(status->errorBuf);
    return json;
}

static Answer answer_of(RustBuffer given, RustCallStatus *status) {
    int32_t kind;
    if (status->code != 0) {
        return (Answer){false, failure_of(status, &kind)};
    }
    return (Answer){true, text_of(given)};
}

// Where only that it went well matters.
static Answer done(RustBuffer given, RustCallStatus *status) {
    Answer answer = answer_of(given, status);
    if (answer.ok) {
        free(answer.text);
        answer.text = strdup("null");
    }
    return answer;
}

// A record of one text; none of what is optional.
static RustBuffer config_of(const char *folder) {
    size_t length = strlen(folder);
    uint8_t *bytes = malloc(length + 4);
    for (int byte = 0; byte < 4; byte += 1) {
        bytes[byte] = (uint8_t)(length >> (24 - 8 * byte));
    }
    memcpy(bytes + 4, folder, length);
    RustBuffer buffer = buffer_of(bytes, length + 4);
    free(bytes);
    return buffer;
}

static RustBuffer none(void) {
    uint8_t tag = 0;
    return buffer_of(&tag, 1);
}

uint64_t store_open(const char *folder, Answer *answer) {
    RustCallStatus status = status_new();
    int32_t kind;
    uint64_t keys = uniffi_lianxin_ffi_fn_func_passphrase_key_store(buffer_of_text("a passphrase for trials"), &status);
    if (status.code != 0) {
        free(answer->text);
        *answer = (Answer){false, failure_of(&status, &kind)};
        return 0;
    }
    return store_open_with(folder, keys, answer);
}

uint64_t store_open_with(const char *folder, uint64_t keys, Answer *answer) {
    RustCallStatus status = status_new();
    int32_t kind;
    uint64_t store = uniffi_lianxin_ffi_fn_constructor_store_open(config_of(folder), keys, none(), none(), &status);
    if (status.code != 0) {
        free(answer->text);
        *answer = (Answer){false, failure_of(&status, &kind)};
        return 0;
    }
    return store;
}

// A method takes one of the handles that there are of its object.
static uint64_t again(uint64_t store) {
    RustCallStatus status = status_new();
    return uniffi_lianxin_ffi_fn_clone_store(store, &status);
}

Answer store_call(uint64_t store, const char *name, const char *with) {
    RustCallStatus status = status_new();
    RustBuffer given =
        uniffi_lianxin_ffi_fn_method_store_call(again(store), buffer_of_text(name), buffer_of_text(with), &status);
    return answer_of(given, &status);
}

Answer store_enrol(uint64_t store, const char *text) {
    RustCallStatus status = status_new();
    RustBuffer given = uniffi_lianxin_ffi_fn_method_store_enrol_blocking(again(store), buffer_of_text(text), &status);
    return done(given, &status);
}

Answer store_sync(uint64_t store) {
    RustCallStatus status = status_new();
    RustBuffer given = uniffi_lianxin_ffi_fn_method_store_sync_blocking(again(store), none(), &status);
    return done(given, &status);
}

void store_close(uint64_t store) {
    RustCallStatus status = status_new();
    uniffi_lianxin_ffi_fn_method_store_close(again(store), &status);
}

void store_free(uint64_t store) {
    RustCallStatus status = status_new();
    uniffi_lianxin_ffi_fn_free_store(store, &status);
}
