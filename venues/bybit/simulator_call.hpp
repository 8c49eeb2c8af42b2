#pragma once

#include "venues/sim/call_params.hpp"

namespace basis::bybit::simulated {

/// Refusals carry the codes of "Error Codes" of bybit-exchange.github.io/docs/v5; all come in HTTP 200.
using sim::Checked;
using sim::Params;
using sim::Refusal;

/// What an answer carries: JSON of `result`, and of `retExtInfo` beside it.
struct Reply {
  Reply(std::string text) : result(std::move(text)) {}  // NOLINT(google-explicit-constructor): most have no more
  Reply(std::string text, std::string more) : result(std::move(text)), beside(std::move(more)) {}
  std::string result;
  std::string beside = "{}";
};
using Outcome = Checked<Reply>;

/// 10001: the parameter is missing or malformed.
Refusal param_words(sim::ParamFault fault, std::string_view name);
/// 10001 with the venue's text.
Refusal wrong_parameter(std::string_view text);

}  // namespace basis::bybit::simulated
