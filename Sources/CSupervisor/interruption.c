#include "CSupervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static int signalled[2] = {-1, -1};
static void (*ending)(int);

static void tell(int number) {
  int error = errno;
  unsigned char byte = (unsigned char)number;
  // The pipe holds thousands; what finds it full is told already.
  if (write(signalled[1], &byte, 1) < 0) errno = error;
  errno = error;
}

static void *wait_for_signal(void *unused) {
  unsigned char number;
  ssize_t count = 0;
  // Other threads may all have blocked them.
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  sigaddset(&wanted, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
  while (count != 1) count = read(signalled[0], &number, 1);
  ending(number);
  return unused;
}

int interruption_install(void (*deed)(int)) {
  pthread_t thread;
  struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
  if (pipe(signalled) != 0) return errno;
  for (int end = 0; end < 2; end++) fcntl(signalled[end], F_SETFD, FD_CLOEXEC);
  fcntl(signalled[1], F_SETFL, O_NONBLOCK);
  ending = deed;
  int error = pthread_create(&thread, NULL, wait_for_signal, NULL);
  if (error != 0) return error;
  pthread_detach(thread);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // Under nohup the end of the terminal is nothing to the program.
  struct sigaction before;
  if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, NULL);
  return 0;
}
