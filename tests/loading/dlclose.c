/* Loads and unloads the library, named by the first argument, at first without contexts that live, then with
   ever more of them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <chroma2.h>

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, dlerror()); \
      exit(1);                                                                       \
    }                                                                                \
  } while (0)

enum { ROUNDS = 40 };

struct round {
  const char *path;
  void *library;
  int destroy;
};

/* A thread of its own: what the library keeps for a thread is given back when the thread ends. */
static void *work(void *argument) {
  struct round *round = argument;
  chroma2_status (*create)(const chroma2_context_config *, chroma2_context **);
  chroma2_status (*destroy)(chroma2_context *);
  chroma2_context *context = NULL;
  round->library = dlopen(round->path, RTLD_NOW | RTLD_LOCAL);
  CHECK(round->library != NULL);
  *(void **)&create = dlsym(round->library, "chroma2_context_create");
  *(void **)&destroy = dlvsym(round->library, "chroma2_context_destroy", "CHROMA2_2.0");
  CHECK(create != NULL && destroy != NULL);
  CHECK(create(NULL, &context) == CHROMA2_STATUS_OK);
  if (round->destroy) CHECK(destroy(context) == CHROMA2_STATUS_OK);
  return NULL;
}

int main(int count, char **arguments) {
  void *first = NULL;
  CHECK(count == 2);
  for (int i = 0; i < ROUNDS; ++i) {
    struct round round = {arguments[1], NULL, i < ROUNDS / 2};
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, work, &round) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(dlclose(round.library) == 0);
    /* Still there, and not a second copy. */
    void *again = dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD);
    CHECK(again != NULL);
    CHECK(first == NULL || again == first);
    first = again;
    CHECK(dlclose(again) == 0);
  }
  usleep(300000); /* the contexts' threads go on meanwhile */
  puts("alive");
  return 0;
}
