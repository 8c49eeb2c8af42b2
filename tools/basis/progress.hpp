#pragma once

#include <cstddef>
#include <string>

namespace basis {

/// A progress bar on stderr, drawn only where stderr is a terminal and at most
/// once a percent. It clears its line when it goes.
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
