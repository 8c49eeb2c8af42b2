#include "tools/basis/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace basis {

Progress::Progress(std::string label, std::size_t total, bool quiet)
    : label_(std::move(label)), total_(std::max<std::size_t>(total, 1)), shown_(!quiet && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

void Progress::update(std::size_t done) {
  if (!shown_) return;
  const std::size_t percent = std::min(done, total_) * 100 / total_;
  if (percent == percent_) return;
  percent_ = percent;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = percent * kWidth / 100;
  fmt::print(stderr, "\r{} [{}{}] {:3}%", label_, std::string(filled, '#'), std::string(kWidth - filled, ' '), percent);
  std::fflush(stderr);
}

}  // namespace basis
