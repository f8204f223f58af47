#define _GNU_SOURCE
#include "CSupervisor.h"
#include "entries.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct copying {
  /// The folder that is written into.
  int target;
  /// The hash of the names that lead here.
  uint64_t place;
  uint64_t *digest;
  const char *left_out;
  /// Above zero where the target failed, below where the source did.
  int error;
};

static const uint64_t odd = 0x9e3779b97f4a7c15;

static uint64_t mixed(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * odd;
  return hash ^ (hash >> 32);
}

static uint64_t mixed_text(uint64_t hash, const char *text, size_t length) {
  for (size_t place = 0; place < length; place++) hash = mixed(hash, (uint8_t)text[place]);
  return mixed(hash, length);
}

static uint64_t mixed_status(uint64_t hash, const struct stat *status) {
  hash = mixed(mixed(hash, status->st_mode), status->st_uid);
  return mixed(hash, status->st_gid);
}

/// Four lanes, so that one multiplication need not wait for another: memory is the limit then.
struct lanes {
  uint64_t lane[4];
};

static void take(struct lanes *lanes, const char *bytes, size_t length) {
  for (size_t place = 0; place < length; place += 32) {
    uint64_t words[4];
    memcpy(words, bytes + place, sizeof words);
    for (int lane = 0; lane < 4; lane++) {
      uint64_t hash = (lanes->lane[lane] ^ words[lane]) * odd;
      lanes->lane[lane] = hash ^ (hash >> 29);
    }
  }
}

/// As many bytes as there are, up to `most`; below zero an error.
static ssize_t read_full(int file, char *bytes, size_t most) {
  size_t length = 0;
  while (length < most) {
    ssize_t count = read(file, bytes + length, most - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    length += (size_t)count;
  }
  return (ssize_t)length;
}

static bool write_full(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

/// Gives a new file or folder the owner of its original; who is not root can keep their own only.
static bool give_away(int target, const struct stat *status) {
  return geteuid() != 0 || fchown(target, status->st_uid, status->st_gid) == 0;
}

static bool set_mode(int target, const struct stat *status) { return fchmod(target, status->st_mode & 07777) == 0; }

static int copy_bytes(int source, int target, uint64_t *hash) {
  char buffer[65536];
  struct lanes lanes = {{1, 2, 3, 4}};
  uint64_t size = 0;
  for (;;) {
    ssize_t length = read_full(source, buffer, sizeof buffer);
    if (length < 0) return -errno;
    if (!write_full(target, buffer, (size_t)length)) return errno;
    size_t whole = ((size_t)length + 31) / 32 * 32;
    memset(buffer + length, 0, whole - (size_t)length);
    take(&lanes, buffer, whole);
    size += (uint64_t)length;
    if ((size_t)length < sizeof buffer) break;
  }
  for (int lane = 0; lane < 4; lane++) *hash = mixed(*hash, lanes.lane[lane]);
  *hash = mixed(*hash, size);
  return 0;
}

static int copy_file(int from, const char *name, struct copying *copying, const struct stat *status, uint64_t *hash) {
  int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (source < 0) return -errno;
  int target = openat(copying->target, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int error = target < 0 ? errno : copy_bytes(source, target, hash);
  if (error == 0 && (!give_away(target, status) || !set_mode(target, status))) error = errno;
  if (target >= 0) close(target);
  close(source);
  return error;
}

static int copy_link(int from, const char *name, struct copying *copying, uint64_t *hash) {
  char text[PATH_MAX];
  ssize_t length = readlinkat(from, name, text, sizeof text - 1);
  if (length < 0) return -errno;
  text[length] = 0;
  *hash = mixed_text(*hash, text, (size_t)length);
  return symlinkat(text, copying->target, name) == 0 ? 0 : errno;
}

static bool copy_entry(int from, const char *name, void *context);

/// Copies what is in one open folder into another.
///
/// The owner comes first, for a supervisor of that name must be able to remove half a copy; the mode last, for it may forbid
/// writing.
static int copy_contents(int source, int target, const struct stat *status, struct copying inner) {
  inner.target = target;
  if (!give_away(target, status)) return errno;
  if (!each_entry(source, copy_entry, &inner) && inner.error == 0) return -errno;
  if (inner.error == 0 && !set_mode(target, status)) return errno;
  return inner.error;
}

static int copy_folder(int from, const char *name, struct copying *copying, const struct stat *status, uint64_t place) {
  int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (source < 0) return -errno;
  int error = mkdirat(copying->target, name, 0700) == 0 ? 0 : errno;
  int target = error ? -1 : openat(copying->target, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (target < 0 && error == 0) error = errno;
  struct copying inner = {.place = place, .digest = copying->digest};
  if (error == 0) error = copy_contents(source, target, status, inner);
  if (target >= 0) close(target);
  close(source);
  return error;
}

static int copy_kind(int from, const char *name, struct copying *copying) {
  struct stat status;
  if (fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return -errno;
  uint64_t place = mixed_text(copying->place, name, strlen(name));
  uint64_t hash = mixed_status(place, &status);
  int error = -EINVAL;
  if (S_ISREG(status.st_mode)) error = copy_file(from, name, copying, &status, &hash);
  if (S_ISDIR(status.st_mode)) error = copy_folder(from, name, copying, &status, place);
  if (S_ISLNK(status.st_mode)) error = copy_link(from, name, copying, &hash);
  // A sum, since two file systems list the same names in different order.
  *copying->digest += hash;
  return error;
}

static bool copy_entry(int from, const char *name, void *context) {
  struct copying *copying = context;
  if (copying->left_out != NULL && strcmp(name, copying->left_out) == 0) return true;
  copying->error = copy_kind(from, name, copying);
  return copying->error == 0;
}

int folder_copy(const char *source, const char *target, const char *left_out, uint64_t *digest) {
  struct stat status;
  int from = open(source, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0) return -errno;
  int error = fstat(from, &status) == 0 ? 0 : -errno;
  if (error == 0 && mkdir(target, 0700) != 0) error = errno;
  int into = error ? -1 : open(target, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (into < 0 && error == 0) error = errno;
  *digest = mixed_status(odd, &status);
  struct copying copying = {.place = odd, .digest = digest, .left_out = left_out};
  if (error == 0) error = copy_contents(from, into, &status, copying);
  if (into >= 0) close(into);
  close(from);
  return error;
}
