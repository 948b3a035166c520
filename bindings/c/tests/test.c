/* The golden patients byte for byte, misuse that must be answered with a status, and threads. */
#include <curbside.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;
static const char *golden;

static void expect(int holds, const char *what) {
  if (holds) {
    passed++;
  } else {
    failed++;
    printf("FAILED: %s\n", what);
  }
}

typedef struct {
  char *data;
  size_t length;
} file_text;

static file_text read_file(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", golden, name);
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    exit(2);
  }
  fseek(f, 0, SEEK_END);
  long size = ftell(f);
  rewind(f);
  file_text t = {malloc((size_t)size + 1), (size_t)size};
  if (!t.data || fread(t.data, 1, t.length, f) != t.length) exit(2);
  t.data[t.length] = 0;
  fclose(f);
  return t;
}

static curbside_load_options with_request(const file_text *t) {
  curbside_load_options o = {0};
  o.size = sizeof o;
  o.request = t->data;
  o.request_length = t->length;
  return o;
}

/* Compares an answer, or the error in its place, with a file; frees both. */
static void same(curbside_status status, curbside_bytes *answer, curbside_bytes *error, const char *file, const char *line) {
  file_text want = read_file(file);
  curbside_bytes *got = status == CURBSIDE_STATUS_OK ? answer : error;
  expect(got->length == want.length && got->data && memcmp(got->data, want.data, want.length) == 0, line);
  expect((status == CURBSIDE_STATUS_OK) == (error->data == NULL), line);
  free(want.data);
  curbside_bytes_free(answer);
  curbside_bytes_free(error);
}

static void golden_patients(void) {
  curbside_engine *engine = NULL;
  curbside_session *session = NULL;
  file_text cases = read_file("cases.tsv");
  char *rest = cases.data;
  for (char *line; (line = strsep(&rest, "\n")) && *line;) {
    char shown[512];
    snprintf(shown, sizeof shown, "%s", line);
    char *field[4] = {0};
    int n = 0;
    for (char *at = line, *part; n < 4 && (part = strsep(&at, "\t"));) field[n++] = part;
    const char *call = field[0], *file = field[n - 1];
    curbside_bytes answer = {0}, error = {0};
    curbside_status s;
    file_text in = {0};
    if (n > 1 && strstr(field[1], ".json") && strcmp(call, "status") && strcmp(call, "metadata") && strcmp(call, "answer") && strcmp(call, "follow"))
      in = read_file(field[1]);
    curbside_load_options o = with_request(&in);
    if (!strcmp(call, "load")) {
      expect(curbside_engine_load(&o, &engine, &error) == CURBSIDE_STATUS_OK && engine, shown);
    } else if (!strcmp(call, "open")) {
      curbside_session_free(session);
      session = NULL;
      expect(curbside_engine_open_session(engine, in.data, in.length, &session, &error) == CURBSIDE_STATUS_OK && session, shown);
    } else {
      if (!strcmp(call, "status")) s = curbside_engine_status(engine, &answer, &error);
      else if (!strcmp(call, "metadata")) s = curbside_engine_metadata(engine, &answer, &error);
      else if (!strcmp(call, "evaluate")) s = curbside_engine_evaluate(engine, in.data, in.length, &answer, &error);
      else if (!strcmp(call, "explain")) s = curbside_engine_explain(engine, in.data, in.length, field[2], strlen(field[2]), &answer, &error);
      else if (!strcmp(call, "reload")) s = curbside_engine_reload(engine, &o, &answer, &error);
      else if (!strcmp(call, "check")) s = curbside_check(&o, &answer, &error);
      else if (!strcmp(call, "answer")) s = curbside_session_answer(session, &answer, &error);
      else if (!strcmp(call, "apply")) s = curbside_session_apply(session, in.data, in.length, &answer, &error);
      else if (!strcmp(call, "advance")) s = curbside_session_advance(session, field[1], strlen(field[1]), &answer, &error);
      else if (!strcmp(call, "follow")) s = curbside_session_follow(session, &answer, &error);
      else {
        printf("no such case: %s\n", shown);
        exit(2);
      }
      same(s, &answer, &error, file, shown);
    }
    free(in.data);
  }
  free(cases.data);
  /* A session outlives its engine. */
  curbside_engine_free(engine);
  curbside_bytes answer = {0}, error = {0};
  expect(curbside_session_answer(session, &answer, &error) == CURBSIDE_STATUS_OK, "a session outlives its engine");
  curbside_bytes_free(&answer);
  curbside_session_free(session);
}

static void misuse(void) {
  curbside_bytes answer = {0}, error = {0};
  curbside_engine *engine = NULL;
  file_text packs = read_file("packs.json"), request = read_file("juergen.json");
  curbside_load_options o = with_request(&packs);

  expect(curbside_engine_load(NULL, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "no options");
  expect(curbside_engine_load(&o, NULL, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "no place for the engine");
  o.size = 8;
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT && !engine, "a wrong size");
  o.size = sizeof o;
  o.path = "x";
  o.path_length = 1;
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "path and request");
  o.path = NULL;
  o.path_length = 0;
  o.request = NULL;
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "a null text with a length");
  o = with_request(&packs);
  o.request_length = SIZE_MAX;
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "a length beyond memory");
  o = with_request(&packs);
  o.request = NULL, o.request_length = 0, o.path = "\xff\xfe", o.path_length = 2;
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "a path that is not UTF-8");
  o = with_request(&packs);
  expect(curbside_engine_load(&o, &engine, NULL) == CURBSIDE_STATUS_OK && engine, "no place for an error is no mistake");

  expect(curbside_engine_evaluate(NULL, request.data, request.length, &answer, &error) == CURBSIDE_STATUS_BAD_ARGUMENT && error.data && strstr(error.data, "bad-argument"), "no engine");
  curbside_bytes_free(&error);
  expect(curbside_engine_evaluate(engine, request.data, request.length, NULL, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "no place for the answer");
  expect(curbside_engine_evaluate(engine, NULL, 5, &answer, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "a null request");
  expect(curbside_engine_evaluate(engine, NULL, 0, &answer, NULL) == CURBSIDE_STATUS_NOT_JSON, "an empty request");
  expect(curbside_engine_evaluate(engine, request.data, request.length - 20, &answer, NULL) == CURBSIDE_STATUS_NOT_JSON && !answer.data, "a length that is too short");
  expect(curbside_engine_evaluate(engine, request.data, request.length + 1, &answer, NULL) == CURBSIDE_STATUS_NOT_JSON, "a length that takes the zero byte along");
  expect(curbside_engine_evaluate(engine, "{\"format\": 1, \"\xff\"}", 18, &answer, NULL) == CURBSIDE_STATUS_NOT_JSON, "not UTF-8");
  expect(curbside_engine_explain(engine, request.data, request.length, "\xff", 1, &answer, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "a rule that is not UTF-8");
  expect(curbside_engine_explain(engine, request.data, request.length, "a\0b", 3, &answer, NULL) == CURBSIDE_STATUS_UNKNOWN_RULE, "a zero byte within a text");
  curbside_session *session = (curbside_session *)&answer;
  expect(curbside_engine_open_session(engine, "{}", 2, &session, NULL) == CURBSIDE_STATUS_MISSING_FIELD && session == NULL, "no session after an error");
  expect(curbside_engine_open_session(engine, request.data, request.length, NULL, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "no place for the session");
  expect(curbside_session_apply(NULL, "{}", 2, &answer, NULL) == CURBSIDE_STATUS_BAD_ARGUMENT, "no session");

  /* The packs of a folder and their bundle are the same rules. */
  char path[4096];
  snprintf(path, sizeof path, "%s/packs", golden);
  curbside_load_options folder = {0};
  folder.size = sizeof folder, folder.path = path, folder.path_length = strlen(path);
  curbside_bytes before = {0};
  expect(curbside_engine_status(engine, &before, NULL) == CURBSIDE_STATUS_OK, "status");
  expect(curbside_engine_reload(engine, &folder, &answer, NULL) == CURBSIDE_STATUS_OK && strstr(answer.data, "\"generation\":2"), "reload of a folder");
  char *hash = strstr(before.data, "sha256:"), *other = strstr(answer.data, "sha256:");
  expect(hash && other && strncmp(hash, other, 71) == 0, "the same rules from a folder and a bundle");
  curbside_bytes_free(&before);
  curbside_bytes_free(&answer);
  expect(curbside_bundle(&folder, &answer, NULL) == CURBSIDE_STATUS_OK && answer.length == strlen(answer.data), "a bundle");

  curbside_bytes_free(&answer);
  curbside_bytes_free(&answer);
  curbside_bytes_free(NULL);
  curbside_engine_free(NULL);
  curbside_session_free(NULL);
  expect(strlen(curbside_version()) >= 5, "a version");
  curbside_engine_free(engine);
  free(packs.data);
  free(request.data);
}

typedef struct {
  curbside_engine *engine;
  curbside_session *session;
  file_text *request, *want, *changes;
  int wrong;
} work;

static void *asks(void *data) {
  work *w = data;
  for (int i = 0; i < 40; i++) {
    curbside_bytes answer = {0};
    if (curbside_engine_evaluate(w->engine, w->request->data, w->request->length, &answer, NULL) != CURBSIDE_STATUS_OK) w->wrong++;
    /* Only the generation differs after a reload, and it stands at the end. */
    else if (strncmp(answer.data, w->want->data, w->want->length - 20)) w->wrong++;
    curbside_bytes_free(&answer);
    if (curbside_session_apply(w->session, w->changes->data, w->changes->length, &answer, NULL) != CURBSIDE_STATUS_OK) w->wrong++;
    curbside_bytes_free(&answer);
  }
  return NULL;
}

static void threads(void) {
  file_text packs = read_file("packs.json"), request = read_file("juergen.json"), want = read_file("juergen.answer.json"), changes = read_file("changes-order.json");
  curbside_load_options o = with_request(&packs);
  curbside_engine *engine = NULL;
  curbside_session *session = NULL;
  curbside_engine_load(&o, &engine, NULL);
  curbside_engine_open_session(engine, request.data, request.length, &session, NULL);
  pthread_t thread[4];
  work all[4];
  for (int i = 0; i < 4; i++) {
    all[i] = (work){engine, session, &request, &want, &changes, 0};
    pthread_create(&thread[i], NULL, asks, &all[i]);
  }
  for (int i = 0; i < 5; i++) {
    curbside_bytes status = {0};
    curbside_engine_reload(engine, &o, &status, NULL);
    curbside_bytes_free(&status);
  }
  int wrong = 0;
  for (int i = 0; i < 4; i++) {
    pthread_join(thread[i], NULL);
    wrong += all[i].wrong;
  }
  expect(wrong == 0, "four threads and a reload");
  curbside_session_free(session);
  curbside_engine_free(engine);
  free(packs.data), free(request.data), free(want.data), free(changes.data);
}

#ifdef PANIC_TEST
static void defect(void) {
  static const char bad[] = "{\"format\":1,\"at\":\"2026-03-01T09:00:00Z\",\"zone\":\"UTC\",\"patient\":{\"snapshot\":{}},\"context\":{\"trigger\":\"panic-test\"}}";
  file_text packs = read_file("packs.json"), request = read_file("juergen.json");
  curbside_load_options o = with_request(&packs);
  curbside_engine *engine = NULL;
  curbside_bytes answer = {0}, error = {0};
  curbside_engine_load(&o, &engine, NULL);
  expect(curbside_engine_evaluate(engine, bad, sizeof bad - 1, &answer, &error) == CURBSIDE_STATUS_PANIC && !answer.data, "a defect is a status");
  curbside_bytes_free(&error);
  expect(curbside_engine_evaluate(engine, request.data, request.length, &answer, &error) == CURBSIDE_STATUS_POISONED, "and poisons the handle");
  curbside_bytes_free(&error);
  curbside_engine_free(engine);
  free(packs.data), free(request.data);
}
#endif

int main(int argc, char **argv) {
  golden = argc > 1 ? argv[1] : "../golden";
  expect(curbside_abi_version() == CURBSIDE_ABI_VERSION, "the header fits the library");
  golden_patients();
  misuse();
  threads();
#ifdef PANIC_TEST
  defect();
#endif
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
