/* A ward asks about one patient: load the packs, read the request, print the answer.
 *
 *   examples/run [FOLDER-OF-PACKS] [REQUEST.json]
 */
#include <curbside.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints an error, frees it, and ends the program. */
static void fail(const char *what, curbside_status status, curbside_bytes *error) {
  fprintf(stderr, "%s: status %d: %s\n", what, (int)status, error->data ? error->data : "(no words)");
  curbside_bytes_free(error);
  exit(1);
}

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  size_t room = 1 << 16;
  char *text = malloc(room);
  *length = 0;
  while (text) {
    *length += fread(text + *length, 1, room - *length, file);
    if (*length < room) break;
    room *= 2;
    text = realloc(text, room);
  }
  fclose(file);
  if (!text) exit(1);
  return text;
}

int main(int argc, char **argv) {
  const char *packs = argc > 1 ? argv[1] : "../golden/packs";
  const char *patient = argc > 2 ? argv[2] : "../golden/margaret.json";

  if (curbside_abi_version() != CURBSIDE_ABI_VERSION) {
    fprintf(stderr, "the library does not fit the header\n");
    return 1;
  }

  /* Once, at start. The engine may be used from every thread. */
  curbside_load_options options = {0};
  options.size = sizeof options;
  options.path = packs;
  options.path_length = strlen(packs);
  curbside_engine *engine = NULL;
  curbside_bytes error = {0};
  curbside_status status = curbside_engine_load(&options, &engine, &error);
  if (status != CURBSIDE_STATUS_OK) fail("load", status, &error);

  /* For each request. */
  size_t length = 0;
  char *request = read_file(patient, &length);
  curbside_bytes answer = {0};
  status = curbside_engine_evaluate(engine, request, length, &answer, &error);
  if (status != CURBSIDE_STATUS_OK) fail("evaluate", status, &error);
  printf("%s\n", answer.data);
  curbside_bytes_free(&answer);

  /* A patient whose answer follows: an order is drafted. */
  curbside_session *session = NULL;
  status = curbside_engine_open_session(engine, request, length, &session, &error);
  if (status != CURBSIDE_STATUS_OK) fail("open a session", status, &error);
  static const char change[] =
      "{\"format\": 1, \"changes\": [{\"add\": {\"medication\": {\"info\": {\"source\": \"MedicationRequest/new\"},"
      " \"kind\": \"draft\", \"code\": {\"codings\": [{\"system\": \"rxnorm\", \"code\": \"723\"}]}}}}]}";
  status = curbside_session_apply(session, change, sizeof change - 1, &answer, &error);
  if (status != CURBSIDE_STATUS_OK) fail("apply", status, &error);
  printf("\nafter a draft of amoxicillin:\n%s\n", answer.data);
  curbside_bytes_free(&answer);

  curbside_session_free(session);
  curbside_engine_free(engine);
  free(request);
  return 0;
}
