#include "CSupervisor.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void *pass(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

int threads_try(int count) {
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[64];
  int made = 0;
  int error = 0;
  pthread_mutex_lock(&gate);
  while (made < count && made < 64 && error == 0) {
    error = pthread_create(&threads[made], NULL, pass, &gate);
    if (error == 0) made++;
  }
  pthread_mutex_unlock(&gate);
  while (made > 0) pthread_join(threads[--made], NULL);
  return error;
}

static const char *farewell;

static void break_off(int number) {
  if (write(STDERR_FILENO, farewell, strlen(farewell)) < 0) _exit(2);
  _exit(number > 0 ? 2 : 1);
}

void crash_install(const char *sentence) {
  static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
  struct sigaction action = {.sa_handler = break_off};
  farewell = strdup(sentence);
  if (farewell == NULL) return;
  for (size_t place = 0; place < sizeof crashes / sizeof *crashes; place++) sigaction(crashes[place], &action, NULL);
}
