// Everything that a host in C can do wrong within the header's rules: nothing of it may end the program, and each answer has a code.
// What went as it should is a line `ok WHAT`.

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lianxin.h"

#define THREADS 8
#define CALLS 200

static void expect(const char *what, Answer given, const char *part) {
    bool fits = part == NULL ? given.ok : !given.ok && strstr(given.text, part) != NULL;
    if (!fits) {
        fprintf(stderr, "%s: %s\n", what, given.text);
        exit(1);
    }
    free(given.text);
    printf("ok %s\n", what);
}

static Answer answered(RustBuffer given, RustCallStatus *status) {
    int32_t kind;
    if (status->code == 0) {
        return (Answer){true, text_of(given)};
    }
    return (Answer){false, failure_of(status, &kind)};
}

static uint64_t again(uint64_t store) {
    RustCallStatus status = {0};
    return uniffi_lianxin_ffi_fn_clone_store(store, &status);
}

static Answer call_bytes(uint64_t store, RustBuffer name, RustBuffer with) {
    RustCallStatus status = {0};
    RustBuffer given = uniffi_lianxin_ffi_fn_method_store_call(again(store), name, with, &status);
    return answered(given, &status);
}

// Calls that take one text.
typedef RustBuffer (*OfText)(uint64_t store, RustBuffer text, RustCallStatus *status);

static Answer of_bytes(OfText call, uint64_t store, RustBuffer text) {
    RustCallStatus status = {0};
    RustBuffer given = call(again(store), text, &status);
    return answered(given, &status);
}

static Answer passphrase_of_bytes(RustBuffer passphrase) {
    RustCallStatus status = {0};
    uint64_t keys = uniffi_lianxin_ffi_fn_func_passphrase_key_store(passphrase, &status);
    assert(keys == 0);
    return answered((RustBuffer){0}, &status);
}

static Answer list_of_bytes(uint64_t store, RustBuffer filter) {
    RustCallStatus status = {0};
    uint64_t households = uniffi_lianxin_ffi_fn_method_store_households(again(store), &status);
    RustBuffer given = uniffi_lianxin_ffi_fn_method_households_list(households, filter, &status);
    return answered(given, &status);
}

// Bytes that are no text.
static RustBuffer not_utf8(void) {
    return buffer_of("\xff\xfe\xc0", 3);
}

static void *many_calls(void *given) {
    uint64_t store = *(uint64_t *)given;
    for (int number = 0; number < CALLS; number += 1) {
        Answer answer = store_call(store, number % 2 == 0 ? "status.show" : "nonsense", "{}");
        assert(answer.ok == (number % 2 == 0));
        free(answer.text);
    }
    return NULL;
}

static void *calls_until_closed(void *given) {
    uint64_t store = *(uint64_t *)given;
    for (;;) {
        Answer answer = store_call(store, "status.show", "{}");
        bool closed = !answer.ok;
        assert(answer.ok || strstr(answer.text, "\"closed\"") != NULL);
        free(answer.text);
        if (closed) {
            return NULL;
        }
    }
}

static void on_threads(const char *what, void *(*work)(void *), uint64_t *store, void (*meanwhile)(uint64_t)) {
    pthread_t threads[THREADS];
    for (int number = 0; number < THREADS; number += 1) {
        assert(pthread_create(&threads[number], NULL, work, store) == 0);
    }
    if (meanwhile != NULL) {
        meanwhile(*store);
    }
    for (int number = 0; number < THREADS; number += 1) {
        assert(pthread_join(threads[number], NULL) == 0);
    }
    printf("ok %s\n", what);
}

int main(int count, char **words) {
    assert(count == 2);
    // The leak check ends a program before its output is written.
    setvbuf(stdout, NULL, _IOLBF, 0);
    Answer answer = {true, strdup("")};
    uint64_t store = store_open(words[1], &answer);
    expect("open", answer, NULL);

    expect("no such call", store_call(store, "nonsense", "{}"), "\"bad_call\"");
    expect("no name", store_call(store, "", "{}"), "\"bad_call\"");
    expect("no JSON", store_call(store, "persons.show", "{"), "\"bad_call\"");
    expect("nothing", store_call(store, "persons.show", ""), "\"bad_call\"");
    expect("half a character", store_call(store, "search.find", "{\"text\":\"\\ud800\"}"), "\"bad_call\"");
    expect("not enrolled", store_call(store, "households.add", "{\"area\":\"431027203201\"}"), "\"not_enrolled\"");
    expect("not enrolled", store_sync(store), "\"not_enrolled\"");
    expect("no code", store_enrol(store, "nonsense"), "\"enrol_text\"");
    RustBuffer null = {0};
    expect("null buffers", call_bytes(store, null, null), "\"bad_call\"");
    // Of a call that UniFFI refuses it leaves the later arguments where they are: here there is nothing in them.
    expect("a name that is no text", call_bytes(store, not_utf8(), null), "\"not_utf8\"");
    RustBuffer broken = buffer_of("{\"text\":\"\xc3\x28\"}", 13);
    expect("JSON that is no text", call_bytes(store, buffer_of_text("search.find"), broken), "\"not_utf8\"");
    expect("a typed call", of_bytes(uniffi_lianxin_ffi_fn_method_store_search, store, buffer_of_text("x")), NULL);
    expect("words that are no text", of_bytes(uniffi_lianxin_ffi_fn_method_store_search, store, not_utf8()), "\"not_utf8\"");
    expect("an id that is no text", of_bytes(uniffi_lianxin_ffi_fn_method_store_history, store, not_utf8()), "\"not_utf8\"");
    expect("a code that is no text", of_bytes(uniffi_lianxin_ffi_fn_method_store_resolve, store, not_utf8()), "\"not_utf8\"");
    expect("an enrolment that is no text", of_bytes(uniffi_lianxin_ffi_fn_method_store_enrol_blocking, store, not_utf8()), "\"not_utf8\"");
    expect("a passphrase that is no text", passphrase_of_bytes(not_utf8()), "\"not_utf8\"");
    expect("a weak passphrase", passphrase_of_bytes(buffer_of_text("1")), "\"weak_passphrase\"");
    expect("a record that is none", list_of_bytes(store, buffer_of("\xff\xff\xff\xff", 4)), "\"unexpected\"");
    expect("a record of nothing", list_of_bytes(store, null), "\"unexpected\"");
    size_t long_size = 64 * 1024 * 1024;
    char *long_text = malloc(long_size + 1);
    memset(long_text, 'x', long_size);
    long_text[long_size] = '\0';
    expect("a long name", store_call(store, long_text, "{}"), "\"bad_call\"");
    expect("long JSON", store_call(store, "search.find", long_text), "\"bad_call\"");
    free(long_text);

    on_threads("many threads at once", many_calls, &store, NULL);
    on_threads("closed while others call", calls_until_closed, &store, store_close);
    store_close(store);
    expect("closed", store_call(store, "status.show", "{}"), "\"closed\"");
    expect("closed", store_sync(store), "\"closed\"");
    store_free(store);
    return 0;
}
