#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <boost/outcome/try.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis::sim {

/// A refusal in the words of a simulated venue.
struct Refusal {
  int code = 0;
  std::string text;
  unsigned status = 400;
  std::string data{};  ///< JSON of what the venue tells besides; empty: nothing
};

/// A value, or why the request is refused.
template <class T>
using Checked = BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Refusal, BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

/// The body of an answer, or a refusal.
using Outcome = Checked<std::string>;

/// What is wrong with a parameter.
enum class ParamFault : std::uint8_t {
  missing,       ///< not sent, or empty
  whole_number,  ///< not an integer
  truth,         ///< neither "true" nor "false"
  number,        ///< not a plain decimal number
  precision,     ///< more decimals, or more digits, than the number can have
};
/// The venue's refusal of a parameter.
using ParamWords = Refusal (*)(ParamFault fault, std::string_view name);

/// Named parameters of a request, as texts.
class Params {
 public:
  explicit Params(ParamWords words) : words_(words) {}

  void add(std::string_view name, std::string_view value) {
    items_.push_back({std::string(name), std::string(value), {}});
  }
  /// Reads `a=1&b=2`, percent-decoded, and appends it.
  void add_form(std::string_view text);
  /// Appends the fields of a JSON object: of a string its content, of anything else what was sent. False where the
  /// text is no object; what was read until then stays.
  [[nodiscard]] bool add_json(std::string_view text);

  /// The first value of this name that is not empty.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// The same as it stood in JSON, with its quotes.
  [[nodiscard]] std::optional<std::string_view> find_json(std::string_view name) const;
  [[nodiscard]] std::string_view text(std::string_view name, std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }

  [[nodiscard]] Checked<std::string_view> need(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<std::int64_t>> integer(std::string_view name) const;
  [[nodiscard]] Checked<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const;
  /// "true" or "false" in any case; refused otherwise.
  [[nodiscard]] Checked<bool> flag(std::string_view name, bool otherwise) const;
  /// A decimal number over zero or zero; absent when it was not sent.
  [[nodiscard]] Checked<std::optional<Price>> price(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<Quantity>> quantity(std::string_view name) const;
  [[nodiscard]] Checked<std::optional<Amount>> amount(std::string_view name) const;

 protected:
  struct Item {
    std::string name;
    std::string value;
    std::string json;  ///< as it stood in JSON; empty: it came otherwise
  };
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }

 private:
  template <class Number>
  [[nodiscard]] Checked<std::optional<Number>> fixed(std::string_view name) const;

  ParamWords words_;
  std::vector<Item> items_;
};

/// The pieces of `a=1&b=2` with their names, percent-decoded; empty pieces are left out.
struct FormField {
  std::string_view piece;
  std::string name;
  std::string value;
};
std::vector<FormField> form_fields(std::string_view text);

/// The texts of a JSON array of strings and numbers; absent: it is none.
std::optional<std::vector<std::string>> read_text_list(std::string_view json);
/// The objects of a JSON array, each as parameters; absent: it is none.
std::optional<std::vector<Params>> read_object_list(std::string_view json, ParamWords words);

}  // namespace basis::sim
