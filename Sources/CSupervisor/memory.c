#define _GNU_SOURCE
#include "CSupervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

/// The place after so many line ends, or NULL.
static const char *line(const char *text, int number) {
  for (; number > 0 && text != NULL; number--) {
    text = strchr(text, '\n');
    if (text != NULL) text++;
  }
  return text;
}

/// The second number of a line; -1 where there is none.
static int second_number(const char *text) {
  char *end;
  strtoul(text, &end, 10);
  char *second = end;
  long number = strtol(second, &end, 10);
  return end == second ? -1 : (int)number;
}

static int segment(const char *data, struct stat *owner) {
  char text[1024];
  int folder = open(data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int file = folder < 0 ? -1 : openat(folder, "postmaster.pid", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (length >= 0 && fstat(file, owner) != 0) length = -1;
  if (file >= 0) close(file);
  if (folder >= 0) close(folder);
  if (length < 0) return -1;
  text[length] = 0;
  // Postgres writes the segment's key and number into the seventh line.
  const char *seventh = line(text, 6);
  return seventh == NULL ? -1 : second_number(seventh);
}

void folder_release_memory(const char *data) {
  struct stat owner;
  struct shmid_ds status;
  int number = segment(data, &owner);
  if (number < 0 || shmctl(number, IPC_STAT, &status) != 0) return;
  // The text is the server's user's word only, and root would believe it.
  if (status.shm_nattch == 0 && status.shm_perm.uid == owner.st_uid) shmctl(number, IPC_RMID, NULL);
}
