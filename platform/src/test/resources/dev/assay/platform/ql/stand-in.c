/*
 * Stands in for libsgx_dcap_ql.so.1: the same functions, quotes without meaning, and errors on request.
 *
 * With -DPLUGIN it is a quote provider library that logs, with -DINCOMPLETE a library that lacks two functions.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef PLUGIN

static void (*logger)(int, const char *);

int sgx_ql_set_logging_callback(void (*callback)(int, const char *), int level) {
    (void) level;
    logger = callback;
    return 0;
}

void stand_in_say(const char *line) {
    if (logger) {
        logger(0, line);
    }
}

#else

enum { TARGET_INFO = 0, QUOTE_SIZE = 1, QUOTE = 2, POLICY = 3, PATH = 4, FUNCTIONS = 5 };

static int answers[FUNCTIONS], times[FUNCTIONS], calls[FUNCTIONS], millis[FUNCTIONS];
static int inside, most_inside, policy = -1;
static uint8_t *sample;
static uint32_t sample_length, announced;
static int spoil_report_data, spoil_measurement;
static char path[4096];

void stand_in_answer(int function, int answer, int how_often) {
    answers[function] = answer;
    times[function] = how_often;
}

void stand_in_sleep(int function, int how_long) { millis[function] = how_long; }

int stand_in_calls(int function) { return calls[function]; }

int stand_in_most_inside(void) { return most_inside; }

int stand_in_policy(void) { return policy; }

const char *stand_in_path(void) { return path; }

void stand_in_sample(const uint8_t *quote, uint32_t length) {
    sample = malloc(length);
    memcpy(sample, quote, length);
    sample_length = announced = length;
}

void stand_in_announce(uint32_t length) { announced = length; }

void stand_in_spoil_report_data(void) { spoil_report_data = 1; }

void stand_in_spoil_measurement(void) { spoil_measurement = 1; }

static int enter(int function) {
    int now = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
    if (now > most_inside) {
        most_inside = now;
    }
    calls[function]++;
    if (millis[function]) {
        usleep(millis[function] * 1000);
    }
    int answer = 0;
    if (times[function]) {
        times[function]--;
        answer = answers[function];
    }
    __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
    return answer;
}

int sgx_qe_set_enclave_load_policy(int wanted) {
    policy = wanted;
    return enter(POLICY);
}

int sgx_ql_set_path(int type, const char *chosen) {
    if (type == 2) {
        strncpy(path, chosen, sizeof(path) - 1);
    }
    return enter(PATH);
}

int sgx_qe_get_target_info(uint8_t *target_info) {
    int answer = enter(TARGET_INFO);
    if (answer) {
        void *plugin = path[0] ? dlopen(path, RTLD_NOW) : 0;
        void (*say)(const char *) = plugin ? (void (*)(const char *)) dlsym(plugin, "stand_in_say") : 0;
        if (say) {
            say("[QCNL] Encountered CURL error: (7) Couldn't connect to server\n");
        }
        return answer;
    }
    memset(target_info, 0x51, 512);
    return 0;
}

int sgx_qe_get_quote_size(uint32_t *size) {
    *size = announced;
    return enter(QUOTE_SIZE);
}

#ifndef INCOMPLETE

/* The sample, with the body of the report in its place: what the caller asked for must come back to it. */
int sgx_qe_get_quote(const uint8_t *report, uint32_t size, uint8_t *quote) {
    int answer = enter(QUOTE);
    if (answer) {
        return answer;
    }
    memset(quote, 0, size);
    memcpy(quote, sample, size < sample_length ? size : sample_length);
    memcpy(quote + 48, report, 384);
    if (spoil_report_data) {
        quote[48 + 320] ^= 1;
    }
    if (spoil_measurement) {
        quote[48 + 64] ^= 1;
    }
    return 0;
}

int sgx_qe_cleanup_by_policy(void) { return 0; }

#endif
#endif
