#pragma once

#include <span>
#include <vector>

#include "venues/sim/call_params.hpp"
#include "venues/sim/json_fields.hpp"

namespace basis::okx::simulated {

/// Refusals carry the codes of "Error Code" of okx.com/docs-v5/en. A code of the whole request is answered with an
/// empty `data`; that of one order stands in `data`, see `ItemRefusal`.
using sim::Checked;
using sim::Params;
using sim::Refusal;

/// What is answered: the list `data` as JSON, and the code over it.
struct Reply {
  // NOLINTNEXTLINE(google-explicit-constructor): a handler returns its data.
  Reply(std::string list, int of_all = 0, std::string words = {})
      : data(std::move(list)), code(of_all), text(std::move(words)) {}
  std::string data;
  int code;
  std::string text;
};
using Outcome = Checked<Reply>;

/// 50014: the parameter is missing.
Refusal missing(std::string_view name);
/// 51000: the parameter is wrong.
Refusal wrong(std::string_view name);
Refusal param_words(sim::ParamFault fault, std::string_view name);

/// A body: one object is a list of one. Absent: it is neither an object nor a list of objects.
std::optional<std::vector<Params>> read_body(std::string_view body);

/// The answer to a request: code, message and data.
std::string envelope(const Outcome& outcome);

/// What became of one order of a request.
struct ItemResult {
  std::string order;  ///< the venue's id; empty where it has none
  std::string client_id;
  std::string request{};  ///< `reqId` of an amendment
  int code = 0;
  std::string text{};
};
/// The results as `data`. Code 1 stands over a request all of whose orders failed, 2 over one of which some did.
Reply item_reply(std::span<const ItemResult> items, std::int64_t at);

}  // namespace basis::okx::simulated
