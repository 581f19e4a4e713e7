/* A session that `chroma2 top FOLDER` shows while it runs: telemetry_file FOLDER [SECONDS] */
#define _POSIX_C_SOURCE 200809L
#include <chroma2.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TRY(call)                                                       \
  do {                                                                  \
    if ((call) != CHROMA2_STATUS_OK) {                                  \
      fprintf(stderr, "%s: %s\n", #call, chroma2_last_error_message()); \
      exit(1);                                                          \
    }                                                                   \
  } while (0)

enum { NAME = 1024, TEXT = 16384 }; /* a text is never longer */

/* The name of a session's file: top knows the machine, the process and the session by it. */
static void telemetry_name(char *name, const char *folder, int number) {
  char host[256] = {0};
  gethostname(host, sizeof host - 1);
  snprintf(name, NAME, "%s/%s.%ld.%d.prom", folder, host, (long)getpid(), number);
}

/* Writes what the session does; a reader sees the old text or the new one. To be called every second. */
static void write_telemetry(const chroma2_session *session, const char *name) {
  static char text[TEXT];
  char part[NAME + 5];
  uint64_t needed;
  FILE *file;
  TRY(chroma2_session_telemetry_text(session, text, sizeof text, &needed));
  snprintf(part, sizeof part, "%s.new", name);
  file = fopen(part, "w");
  if (file == NULL) return; /* it is no reason to end */
  if ((fputs(text, file) < 0) | (fclose(file) != 0) || rename(part, name) != 0) remove(part);
}

int main(int count, char **arguments) {
  const time_t end = time(NULL) + (count > 2 ? atoi(arguments[2]) : 1);
  time_t written = 0;
  char name[NAME];
  chroma2_context *context = NULL;
  chroma2_geometry *geometry = NULL;
  chroma2_session *session = NULL;
  chroma2_source source = {0};

  if (count < 2) return fprintf(stderr, "telemetry_file FOLDER [SECONDS]\n"), 2;
  TRY(CHROMA2_CHECK_VERSION());
  TRY(chroma2_context_create(NULL, &context));
  TRY(chroma2_geometry_create(context, &geometry)); /* an empty world: photons leave it */
  TRY(chroma2_geometry_commit(geometry, NULL));
  TRY(chroma2_session_create(context, geometry, NULL, &session));
  telemetry_name(name, arguments[1], 1);
  source.struct_size = sizeof source;
  source.count = 1000;
  source.wavelength = 420.0;
  while (time(NULL) < end) {
    chroma2_event *event = NULL;
    TRY(chroma2_session_submit_source(session, &source, NULL, &event));
    TRY(chroma2_event_wait(event, UINT64_MAX));
    chroma2_event_destroy(event);
    if (time(NULL) != written) {
      written = time(NULL);
      write_telemetry(session, name);
    }
  }
  remove(name);
  chroma2_session_destroy(session);
  chroma2_geometry_destroy(geometry);
  chroma2_context_destroy(context);
  printf("%s is no more, as the session is\n", name);
  return 0;
}
