// The C host of the conformance scenario: docs/conformance.md. A line is asked, a line is answered, parts between tabs.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lianxin.h"

// The devices are a and b.
static uint64_t stores[2];

static void answer(Answer given) {
    printf("%s\t%s\n", given.ok ? "ok" : "failed", given.text);
    fflush(stdout);
    free(given.text);
}

static Answer nothing(void) {
    return (Answer){true, strdup("null")};
}

static Answer enrol(uint64_t store, const char *url, const char *code) {
    size_t length = strlen(url) + strlen(code) + 2;
    char *text = malloc(length);
    snprintf(text, length, "%s %s", url, code);
    Answer given = store_enrol(store, text);
    free(text);
    return given;
}

static Answer does(char *parts[4]) {
    uint64_t *store = &stores[parts[1][0] == 'b'];
    if (strcmp(parts[0], "open") == 0) {
        Answer given = nothing();
        *store = store_open(parts[2], &given);
        return given;
    }
    if (strcmp(parts[0], "close") == 0) {
        store_close(*store);
        store_free(*store);
        *store = 0;
        return nothing();
    }
    if (strcmp(parts[0], "enrol") == 0) {
        return enrol(*store, parts[2], parts[3]);
    }
    if (strcmp(parts[0], "sync") == 0) {
        return store_sync(*store);
    }
    if (strcmp(parts[0], "call") == 0) {
        return store_call(*store, parts[2], parts[3]);
    }
    fprintf(stderr, "cannot %s\n", parts[0]);
    exit(1);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        line[length - 1] = '\0';
        char *parts[4] = {"", "", "", ""};
        char *rest = line;
        for (int part = 0; part < 4 && rest != NULL; part += 1) {
            parts[part] = rest;
            // The last part may hold whatever it likes.
            char *tab = part < 3 ? strchr(rest, '\t') : NULL;
            if (tab != NULL) {
                *tab = '\0';
            }
            rest = tab == NULL ? NULL : tab + 1;
        }
        answer(does(parts));
    }
    free(line);
    return 0;
}
