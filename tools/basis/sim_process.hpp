#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/net/endpoint.hpp"

namespace basis {

/// The simulator of exchanges that belongs to one live run: a process of its own, `basis sim`, which outlives the
/// run's process when that is killed. `sim.json` in the run's folder names its pid, its endpoint and its state file;
/// no other simulator is ever attached to or stopped.
class SimProcess {
 public:
  struct Options {
    std::filesystem::path folder;        ///< of the run
    std::vector<std::string> arguments;  ///< of `basis sim` for a new one, without where it listens, state and speed
    std::int64_t speed = 1;              ///< how many times as fast as real time its clock runs
  };
  /// Attaches to the run's simulator, or starts it: with the state that it left, when there is one. Usage errors: it
  /// does not start (its own last line is told), or the one that runs has another speed.
  static Result<SimProcess> open(const Options& options);

  [[nodiscard]] const net::Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Whether it was there before, or has left a state: then it is not given capital again.
  [[nodiscard]] bool known() const { return known_; }
  /// Ends it in order and waits until it has written its state.
  Result<void> stop();

 private:
  SimProcess() = default;
  Result<void> start(const Options& options);
  [[nodiscard]] bool attach();
  Result<void> note() const;

  std::filesystem::path folder_;
  net::Endpoint endpoint_;
  pid_t pid_ = 0;
  std::int64_t speed_ = 1;
  bool known_ = false;
};

}  // namespace basis
