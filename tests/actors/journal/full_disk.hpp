#pragma once

#include <sqlite3.h>

#include <map>

namespace basis::test {

/// While it lives, SQLite's files are on a disk that can be filled: its files are opened through this one. One at a
/// time.
class FullDisk {
 public:
  FullDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "full_disk";
    vfs_.xOpen = &open;
    instance_ = this;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~FullDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
    instance_ = nullptr;
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

  bool full = false;

 private:
  /// The file's own methods, but for the one that writes, which all files of a disk have in common.
  static int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* told) {
    const int opened = instance_->real_->xOpen(instance_->real_, name, file, flags, told);
    if (opened != SQLITE_OK || file->pMethods == nullptr) return opened;
    const auto [methods, added] = instance_->methods_.try_emplace(file->pMethods, *file->pMethods);
    if (added) {
      instance_->write_ = file->pMethods->xWrite;
      methods->second.xWrite = &write;
    }
    file->pMethods = &methods->second;
    return opened;
  }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return instance_->full ? SQLITE_FULL : instance_->write_(file, bytes, size, at);
  }

  static inline FullDisk* instance_ = nullptr;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods_;  ///< by those that they stand for
  int (*write_)(sqlite3_file*, const void*, int, sqlite3_int64) = nullptr;
};

}  // namespace basis::test
