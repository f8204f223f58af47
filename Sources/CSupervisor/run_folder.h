#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include <sys/types.h>

/// The path of a name in a folder, until the next call.
const char *path_in(const char *folder, const char *name);

/// Makes the folder of a run and names in it whose it is; returns an error number.
int run_folder_make(const char *folder, pid_t program);

/// Says to later runs that the server is to stay.
void run_folder_mark_kept(const char *folder);

void run_folder_remove(const char *folder);

#endif
