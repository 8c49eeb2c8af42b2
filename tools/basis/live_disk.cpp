#include "tools/basis/live_disk.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "actors/live/disk_level.hpp"
#include "tools/basis/live_run.hpp"

namespace basis {

Result<void> LiveDisk::look(LiveRun& run, MonoTime now) {
  constexpr Nanos kEvery = kSecond * 2;
  constexpr double kMegabyte = 1e6;
  if (now < next_ || !run.node->node().started()) return ok();
  next_ = MonoTime::from_nanos(now.nanos() + kEvery.count);
  std::error_code failed;
  const std::filesystem::space_info space = std::filesystem::space(run.config.folder, failed);
  // A full one is told by what cannot be written.
  if (failed) return ok();
  const auto free = static_cast<std::int64_t>(std::min<std::uintmax_t>(space.available, 1ULL << 62));
  const KillState held = run.node->node().control_state().limit(journal::KillRule::disk).state;
  const DiskLimits& limits = run.config.node.disk;
  const KillState level = disk_level(held, free, limits);
  if (level == held) return ok();
  const std::int64_t limit = level == KillState::halted ? limits.halt_bytes : limits.reduce_bytes;
  const std::string words =
      fmt::format("the file system of the run has {:.0f} MB free", static_cast<double>(free) / kMegabyte);
  return run.node->limit(journal::KillRule::disk, level,
                         level == KillState::active ? words
                                                    : fmt::format("{} (disk.{}_megabytes: {:.0f})", words,
                                                                  level == KillState::halted ? "halt" : "reduce",
                                                                  static_cast<double>(limit) / kMegabyte));
}

}  // namespace basis
