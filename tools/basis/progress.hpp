#pragma once

#include <cstddef>
#include <string>

namespace basis {

/// A progress bar on stderr. It is drawn only when stderr is a terminal, at most once per percent.
/// Its destructor clears the line.
class Progress {
 public:
  Progress(std::string label, std::size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void update(std::size_t done);

 private:
  std::string label_;
  std::size_t total_;
  bool shown_;
  std::size_t percent_ = 101;
};

}  // namespace basis
