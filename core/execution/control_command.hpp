#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/types.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/portfolio/reconciler.hpp"

namespace basis {

/// What a person asks a running node for.
enum class ControlAction : std::uint8_t {
  pause,     ///< nothing is decided but what risk demands and what a person asks for; an open plan goes on
  resume,    ///< the kill switch is released, and everything is decided again
  reduce,    ///< only orders that reduce, until it is resumed
  halt,      ///< no orders at all, until it is resumed
  flatten,   ///< everything is closed and brought to the wallet, and stays out until it is resumed
  adopt,     ///< what venues say is held is taken over into the book
  deposit,   ///< capital that its owner pays into the wallet
  withdraw,  ///< capital that is paid out to its owner
  set,       ///< a parameter of the mode is changed
};
inline constexpr std::size_t kControlActions = 9;

/// Lower-case name of an action, as it stands in paths and journals.
inline std::string_view control_action_name(ControlAction action) {
  static constexpr std::array<std::string_view, kControlActions> kNames = {
      "pause", "resume", "reduce", "halt", "flatten", "adopt", "deposit", "withdraw", "set"};
  return kNames[static_cast<std::size_t>(action)];
}

/// One request of a person, as the journal keeps it.
struct ControlCommand {
  ControlAction action = ControlAction::pause;
  std::string by;                           ///< who asks: the name of a token
  std::string reason;                       ///< in the person's words; may be empty
  std::optional<Amount> amount{};           ///< share class: of a deposit or withdrawal; absent: everything
  ExitSpeed speed = ExitSpeed::fast;        ///< flatten, withdraw
  AdoptAs adopt_as = AdoptAs::unexplained;  ///< adopt
  std::string id{};                         ///< of the request: one that was taken is not taken again; may be empty
  std::string key{};                        ///< set: see core/config/changeable.hpp
  std::string value{};                      ///< set: as in a file
  std::string address{};                    ///< withdraw: where it is paid to; empty: the only one there is
};

}  // namespace basis
