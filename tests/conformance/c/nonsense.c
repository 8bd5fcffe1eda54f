// Everything that a host in C can do wrong within the header's rules: nothing of it may end the program, and each answer has a code.

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lianxin.h"

#define THREADS 8
#define CALLS 200

static int passed;

static void expect(const char *what, Answer given, const char *part) {
    bool fits = part == NULL ? given.ok : !given.ok && strstr(given.text, part) != NULL;
    if (!fits) {
        fprintf(stderr, "%s: %s\n", what, given.text);
        exit(1);
    }
    free(given.text);
    passed += 1;
}

// Bytes that are no text, in place of a name or of JSON.
static Answer call_bytes(uint64_t store, RustBuffer name, RustBuffer with) {
    RustCallStatus status = {0};
    int32_t kind;
    uint64_t handle = uniffi_lianxin_ffi_fn_clone_store(store, &status);
    RustBuffer given = uniffi_lianxin_ffi_fn_method_store_call(handle, name, with, &status);
    if (status.code == 0) {
        return (Answer){true, text_of(given)};
    }
    return (Answer){false, failure_of(&status, &kind)};
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

static void on_threads(void *(*work)(void *), uint64_t *store, void (*meanwhile)(uint64_t)) {
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
    passed += 1;
}

int main(int count, char **words) {
    assert(count == 2);
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
    expect("null buffers", call_bytes(store, null, null), "code");
    expect("bad UTF-8", call_bytes(store, buffer_of("\xff\xfe\xc0", 3), buffer_of_text("{}")), "code");
    expect("bad UTF-8", call_bytes(store, buffer_of_text("search.find"), buffer_of("{\"text\":\"\xc3\x28\"}", 13)), "code");
    size_t long_size = 64 * 1024 * 1024;
    char *long_text = malloc(long_size + 1);
    memset(long_text, 'x', long_size);
    long_text[long_size] = '\0';
    expect("a long name", store_call(store, long_text, "{}"), "\"bad_call\"");
    expect("long JSON", store_call(store, "search.find", long_text), "\"bad_call\"");
    free(long_text);

    on_threads(many_calls, &store, NULL);
    on_threads(calls_until_closed, &store, store_close);
    store_close(store);
    expect("closed", store_call(store, "status.show", "{}"), "\"closed\"");
    expect("closed", store_sync(store), "\"closed\"");
    store_free(store);
    printf("%d passed, 0 failed\n", passed);
    return 0;
}
