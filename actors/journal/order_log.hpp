#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/order_command.hpp"

namespace basis {

/// A command as it was about to leave.
struct IntendedOrder {
  OrderCommand command;
  std::uint64_t pair = 0;
  Price mid;  ///< of its market
  UtcTime at;
  UtcTime deadline;  ///< until when the venue takes it
};

/// The last commands that were about to leave, in a file that is mapped into memory: writing one is a copy, without a
/// system call, and what was written survives the end of the process at any moment, although the journal is written
/// after the orders have left. It does not survive a loss of power; then the venues' own lists tell what there is.
class OrderLog {
 public:
  /// Two seconds of orders at the highest rate that venues let through, several times over.
  static constexpr std::size_t kKept = 4'096;

  /// The log in a file, which is made where there is none. Data errors: it cannot be made or mapped; it is no order log
  /// of this version.
  static Result<std::unique_ptr<OrderLog>> open(const std::filesystem::path& path);
  ~OrderLog();
  OrderLog(const OrderLog&) = delete;
  OrderLog& operator=(const OrderLog&) = delete;

  /// One thread writes.
  void write(const IntendedOrder& order);
  /// What is kept, in the order in which it was written. A record that was being written when its process ended is left
  /// out: its order did not leave.
  [[nodiscard]] std::vector<IntendedOrder> read() const;

 private:
  struct Slot;
  struct File;
  explicit OrderLog(File* file) : file_(file) {}

  File* file_;
};

}  // namespace basis
