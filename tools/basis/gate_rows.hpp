#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace basis {

/// What looking at one thing has come to.
enum class GateResult : std::uint8_t { pass, warn, fail, skipped };
/// "pass", "warn", "FAIL", "skipped".
std::string_view gate_word(GateResult result);

/// One thing that a gate has looked at.
struct GateRow {
  std::string_view gate;  ///< static text
  std::string checked;    ///< an account, a variable, a limit
  GateResult result = GateResult::pass;
  std::string found;   ///< in one line, without secrets
  std::string advice;  ///< what a person can do about it; empty: nothing is to do
};

/// The rows of all gates, in the order in which they were looked at.
class GateRows {
 public:
  /// What follows is of this gate; static text.
  void begin(std::string_view gate) { gate_ = gate; }
  void pass(std::string checked, std::string found) { add(std::move(checked), GateResult::pass, std::move(found), {}); }
  void warn(std::string checked, std::string found, std::string advice) {
    add(std::move(checked), GateResult::warn, std::move(found), std::move(advice));
  }
  void fail(std::string checked, std::string found, std::string advice) {
    add(std::move(checked), GateResult::fail, std::move(found), std::move(advice));
  }
  void skip(std::string checked, std::string why) { add(std::move(checked), GateResult::skipped, std::move(why), {}); }

  [[nodiscard]] const std::vector<GateRow>& rows() const { return rows_; }
  [[nodiscard]] bool failed() const;
  /// The rows that failed as lines for a person: "gate credentials: binance: ... (advice)".
  [[nodiscard]] std::vector<std::string> failures() const;
  /// A table with a last line that counts.
  [[nodiscard]] std::string text() const;
  /// {"mode", "against", "passed", "gates": [{"gate", "checked", "result", "found", "advice"}]}.
  [[nodiscard]] std::string json(std::string_view mode, std::string_view against) const;

 private:
  void add(std::string checked, GateResult result, std::string found, std::string advice);
  [[nodiscard]] std::size_t count(GateResult result) const;

  std::string_view gate_;
  std::vector<GateRow> rows_;
};

}  // namespace basis
