#pragma once

#include <string>

#include "venues/chain_group.hpp"

namespace basis::test {

/// A step of a group on an amount of a token; without one on all that is there.
inline GroupStep group_step(ActionType action, const std::string& token, const std::string& amount = "") {
  GroupStep made;
  made.action = action;
  made.token = token;
  if (!amount.empty()) made.amount = Amount::parse(amount).value();
  return made;
}

}  // namespace basis::test
