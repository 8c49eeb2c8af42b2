#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// In the order in which fewer orders may be sent.
enum class KillState : std::uint8_t {
  active,    ///< orders may be sent
  reducing,  ///< only orders that reduce a position
  halted,    ///< no orders
};

/// Lower-case name of a state.
inline std::string_view kill_state_name(KillState state) {
  static constexpr std::array<std::string_view, 3> kNames = {"active", "reducing", "halted"};
  return kNames[static_cast<std::size_t>(state)];
}

/// Whether trading is on, with the reason. It starts halted and stays halted until `set` is called.
class KillSwitch {
 public:
  /// `reason` is a text for the operator and must not be empty.
  void set(KillState state, std::string reason, MonoTime at) {
    require(!reason.empty(), "a kill switch is set without a reason");
    state_ = state;
    reason_ = std::move(reason);
    since_ = at;
  }
  /// The same, as long as it leaves fewer orders: what a person has halted stays halted.
  void tighten(KillState state, std::string reason, MonoTime at) {
    if (state > state_) set(state, std::move(reason), at);
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
