#pragma once

#include "venues/binance/simulator_call.hpp"

namespace basis::binance::simulated {

/// A message of a client: `params` as an object's fields, or a list of texts.
struct ClientMessage {
  std::string id = "null";  ///< JSON
  std::string method;
  Params params;
  std::vector<std::string> list;
  bool read = false;
};

/// Reads a message; `read` says whether it was one.
ClientMessage read_message(std::string_view text);

}  // namespace basis::binance::simulated
