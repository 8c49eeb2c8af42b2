#pragma once

#include "venues/sim/call_params.hpp"

namespace basis::binance::simulated {

/// Refusals carry the codes of errors.md of binance-spot-api-docs and of "Error Codes" of the USDⓈ-M docs.
using sim::Checked;
using sim::Outcome;
using sim::Refusal;

/// -1102: the parameter is missing, empty or malformed.
Refusal malformed(std::string_view name);
/// -1102, -1100 or -1111.
Refusal param_words(sim::ParamFault fault, std::string_view name);

/// Parameters of a request as they were sent, and what of them is signed.
class Params : public sim::Params {
 public:
  Params() : sim::Params(&param_words) {}
  explicit Params(const sim::Params& params) : sim::Params(params) {}

  /// The signed text is what was sent, less the signature.
  void add_form(std::string_view text);
  /// What is signed of a message are all parameters by name, as `name=value` with `&` between.
  void sort_for_signature();

  [[nodiscard]] const std::string& signed_text() const { return signed_; }

 private:
  std::string signed_;
};

}  // namespace basis::binance::simulated
