#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

enum class KillState : std::uint8_t {
  active,    ///< orders may go
  reducing,  ///< only what reduces a position
  halted,    ///< nothing
};

/// Lower-case name of a state.
inline std::string_view kill_state_name(KillState state) {
  static constexpr std::array<std::string_view, 3> kNames = {"active", "reducing", "halted"};
  return kNames[static_cast<std::size_t>(state)];
}

/// Whether trading is on, and why it is or is not. It is halted until somebody says otherwise.
class KillSwitch {
 public:
  /// `reason` is for a person and must not be empty.
  void set(KillState state, std::string reason, MonoTime at) {
    require(!reason.empty(), "a kill switch is set without a reason");
    state_ = state;
    reason_ = std::move(reason);
    since_ = at;
  }
  [[nodiscard]] KillState state() const { return state_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] MonoTime since() const { return since_; }

 private:
  KillState state_ = KillState::halted;
  std::string reason_ = "not released since the start";
  MonoTime since_;
};

}  // namespace basis
