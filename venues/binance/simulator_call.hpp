#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis::binance::simulated {

/// A refusal in the venue's words. Source: errors.md of binance-spot-api-docs; "Error Codes" of the USDⓈ-M docs.
struct Refusal {
  int code = 0;
  std::string text;
  unsigned status = 400;
  std::string data{};  ///< JSON of a field "data"; empty: none
};

/// A value, or why the request is refused.
template <class T>
using Checked = BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Refusal, BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

/// The body of an answer, or a refusal.
using Outcome = Checked<std::string>;

/// -1102: the parameter is missing, empty or malformed.
Refusal malformed(std::string_view name);

/// Parameters of a request as they were sent, and what of them is signed.
class Params {
 public:
  /// Reads `a=1&b=2`, percent-decoded, and appends it. The signed text is what was sent, less the signature.
  void add_form(std::string_view text);
  /// A parameter of a message. What is signed are all parameters by name, as `name=value` with `&` between.
  void add(std::string_view name, std::string_view value);
  void sort_for_signature();

  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::string_view text(std::string_view name, std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] Checked<std::string_view> need(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<std::int64_t>> integer(std::string_view name) const;
  [[nodiscard]] Checked<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const;
  /// "true" or "false" in any case; refused otherwise.
  [[nodiscard]] Checked<bool> flag(std::string_view name, bool otherwise) const;
  /// A decimal number over zero or zero; absent when it was not sent.
  [[nodiscard]] Checked<std::optional<Price>> price(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<Quantity>> quantity(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<Amount>> amount(std::string_view name) const;

  [[nodiscard]] const std::string& signed_text() const { return signed_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  [[nodiscard]] std::optional<Refusal> number_fault(std::string_view name, std::string_view text) const;

  std::vector<std::pair<std::string, std::string>> items_;
  std::string signed_;
};

}  // namespace basis::binance::simulated
