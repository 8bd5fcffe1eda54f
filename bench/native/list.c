// The host in C: FOLDER ROWS ROUNDS, over the generated header. The list is JSON here, and nobody reads it: C has no list of its own.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lianxin.h"

// Bytes after their length, turned around: as the store was made.
static void turned_around(uint64_t handle, RustBuffer given, RustBuffer *out, RustCallStatus *status) {
    (void)handle;
    uint8_t bytes[256];
    if (given.len < 4 || given.len > sizeof bytes) {
        status->code = 1;
        return;
    }
    memcpy(bytes, given.data, 4);
    for (uint64_t place = 4; place < given.len; place += 1) {
        bytes[place] = given.data[given.len - 1 - (place - 4)];
    }
    *out = buffer_of(bytes, given.len);
}

static void freed(uint64_t handle) {
    (void)handle;
}

static uint64_t cloned(uint64_t handle) {
    return handle;
}

static const UniffiVTableCallbackInterfaceKeyStore KEYS = {
    .uniffiFree = freed, .uniffiClone = cloned, .wrap = turned_around, .unwrap = turned_around};

static double now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static long resident_kb(void) {
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long kb = 0;
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmRSS: %ld", &kb) == 1) {
            break;
        }
    }
    if (status != NULL) {
        fclose(status);
    }
    return kb;
}

// As many as the core gives at once.
#define PAGE 200

// A list as an app draws it, page by page.
static void list(uint64_t store, int rows) {
    for (int offset = 0; offset < rows; offset += PAGE) {
        char with[64];
        int limit = rows - offset < PAGE ? rows - offset : PAGE;
        snprintf(with, sizeof with, "{\"limit\": %d, \"offset\": %d}", limit, offset);
        Answer given = store_call(store, "households.rows", with);
        if (!given.ok) {
            fprintf(stderr, "%s\n", given.text);
            exit(1);
        }
        free(given.text);
    }
}

static int by_size(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

int main(int count, char *arguments[]) {
    if (count != 4) {
        return 2;
    }
    int rows = atoi(arguments[2]);
    int rounds = atoi(arguments[3]);
    uniffi_lianxin_ffi_fn_init_callback_vtable_keystore(&KEYS);
    long before = resident_kb();
    double start = now_us();
    Answer opened = {true, NULL};
    // Odd numbers are foreign handles.
    uint64_t store = store_open_with(arguments[1], 1, &opened);
    if (store == 0) {
        fprintf(stderr, "%s\n", opened.text);
        return 1;
    }
    list(store, rows);
    double open_us = now_us() - start;
    long open_kb = resident_kb() - before;
    double *times = malloc(sizeof(double) * (size_t)rounds);
    for (int round = 0; round < rounds; round += 1) {
        start = now_us();
        list(store, rows);
        times[round] = now_us() - start;
    }
    qsort(times, (size_t)rounds, sizeof(double), by_size);
    printf("{\"open_us\": %f, \"list_us\": %f, \"open_kb\": %ld}\n", open_us, times[rounds / 2], open_kb);
    store_close(store);
    store_free(store);
    return 0;
}
