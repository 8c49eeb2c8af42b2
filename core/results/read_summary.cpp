#include "core/results/read_summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/json_reader.hpp"

namespace basis {
namespace {

namespace json = boost::json;

/// Reads the members of one object of the document. A missing or malformed member is added to the faults with its path.
class Members {
 public:
  Members(const json::object* object, std::string path, std::vector<std::string>& faults)
      : object_(object), path_(std::move(path)), faults_(faults) {}

  std::string text(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr) return {};
    if (const json::string* text = value->if_string()) return std::string(text->begin(), text->end());
    return fault(key, "is not a text"), std::string();
  }

  /// The text of an optional member; empty when the member is missing.
  std::string text_if_there(std::string_view key) const {
    return object_ != nullptr && object_->if_contains(key) != nullptr ? text(key) : std::string();
  }

  /// The value of a text member, parsed by `T::parse`.
  template <class T>
  T parsed(std::string_view key) const {
    const std::size_t faults_before = faults_.size();
    const std::string content = text(key);
    if (faults_.size() != faults_before || object_ == nullptr) return {};
    const auto value = T::parse(content);
    if (value) return value.value();
    return fault(key, value.error().text()), T();
  }

  /// A number or null; null is read as NaN, because numbers that are not finite are written as null.
  double number(std::string_view key) const { return optional(key).value_or(std::numeric_limits<double>::quiet_NaN()); }

  std::optional<double> optional(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_number()) return value->to_number<double>();
    return fault(key, "is neither a number nor null"), std::nullopt;
  }

  std::size_t count(std::string_view key) const {
    const json::value* value = find(key);
    if (value == nullptr) return 0;
    if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::size_t>(value->get_int64());
    if (value->is_uint64()) return value->get_uint64();
    return fault(key, "is not a whole number of at least 0"), 0;
  }

  Members object(std::string_view key) const {
    const json::value* value = find(key);
    const json::object* inner = value == nullptr ? nullptr : value->if_object();
    if (value != nullptr && inner == nullptr) fault(key, "is not an object");
    return {inner, path_ + std::string(key) + ".", faults_};
  }

  /// An optional member; without members when it is missing.
  Members object_if_there(std::string_view key) const {
    if (object_ != nullptr && object_->if_contains(key) != nullptr) return object(key);
    return {nullptr, path_ + std::string(key) + ".", faults_};
  }

  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> out;
    const json::value* value = find(key);
    if (value == nullptr) return out;
    const json::array* list = value->if_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const json::string* text = (*list)[i].if_string();
      if (text == nullptr) return fault(key, "is not a list of texts"), out;
      out.emplace_back(text->begin(), text->end());
    }
    if (list == nullptr) fault(key, "is not a list of texts");
    return out;
  }

  /// The names of all members.
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    if (object_ == nullptr) return out;
    for (const auto& member : *object_) out.emplace_back(member.key().data(), member.key().size());
    return out;
  }

 private:
  const json::value* find(std::string_view key) const {
    if (object_ == nullptr) return nullptr;
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) fault(key, "is missing");
    return value;
  }
  void fault(std::string_view key, std::string_view problem) const {
    faults_.push_back(fmt::format("'{}{}' {}", path_, key, problem));
  }

  const json::object* object_;  ///< null when the object itself is missing or malformed; that fault was added already
  std::string path_;
  std::vector<std::string>& faults_;
};

void read_run(const Members& members, RunSummary& summary) {
  summary.mode = members.text("mode");
  summary.share_class = members.text("share_class");
  summary.capital = members.parsed<Amount>("capital");
  summary.from = members.parsed<UtcTime>("from");
  summary.to = members.parsed<UtcTime>("to");
  summary.steps = members.count("steps");
  summary.final_equity = members.parsed<Amount>("final_equity");
  summary.at_market.final_equity = members.parsed<Amount>("final_equity_at_market");
  summary.exit_value = members.parsed<Amount>("exit_value");
  summary.deposits = members.parsed<Amount>("deposits");
  summary.withdrawals = members.parsed<Amount>("withdrawals");
  summary.total_return = members.number("total_return");
  summary.money_weighted_return = members.optional("money_weighted_return");
  summary.apy = members.number("apy");
  summary.max_drawdown = members.number("max_drawdown");
  summary.sharpe = members.number("sharpe");
  summary.volatility = members.number("volatility");
  summary.at_market.total_return = members.number("total_return_at_market");
  summary.at_market.apy = members.number("apy_at_market");
  summary.at_market.max_drawdown = members.number("max_drawdown_at_market");
  summary.at_market.sharpe = members.number("sharpe_at_market");
  summary.at_market.volatility = members.number("volatility_at_market");
  summary.liquidations = members.count("liquidations");
  summary.trades = members.count("trades");
  summary.fees = members.parsed<Amount>("fees");
  summary.gas = members.parsed<Amount>("gas");
  summary.funding = members.parsed<Amount>("funding");
  summary.elapsed_seconds = members.number("elapsed_seconds");
  summary.data_fingerprint = members.text("data_fingerprint");
  summary.config_fingerprint = members.text("config_fingerprint");
  summary.flows_fingerprint = members.text_if_there("flows_fingerprint");
  summary.code_version = members.text("code_version");
}

void read_pnl(const Members& members, RunSummary& summary) {
  const Members pnl = members.object("pnl");
  for (std::size_t i = 0; i < kAttributionCount; ++i) summary.pnl[i] = pnl.parsed<Amount>(kAttributionNames[i]);
  const Members costs = members.object("costs");
  summary.costs.trading = costs.parsed<Amount>("trading");
  summary.costs.gas = costs.parsed<Amount>("gas");
  summary.costs.swap_discount = costs.parsed<Amount>("swap_discount");
  summary.costs.liquidation = costs.parsed<Amount>("liquidation");
  const Members reconciliation = members.object("reconciliation");
  summary.balance_pnl = reconciliation.parsed<Amount>("balance_pnl");
  summary.attribution_sum = reconciliation.parsed<Amount>("attribution_sum");
  summary.difference = reconciliation.parsed<Amount>("difference");
}

void read_risk(const Members& members, RunSummary& summary) {
  const Members risk = members.object("risk");
  summary.min_health_factor = risk.optional("min_health_factor");
  summary.max_ltv = risk.optional("max_ltv");
  const Members margins = risk.object("min_margin_ratio");
  for (const std::string& venue : margins.names()) summary.min_margin_ratio[venue] = margins.optional(venue);
  summary.max_abs_delta_fraction = risk.number("max_abs_delta_fraction");
  summary.margin_breaches = risk.count("margin_breaches");
  summary.health_breaches = risk.count("health_breaches");
  summary.rebalances = members.count("rebalances");
  const Members fills = members.object("fills_from");
  for (const std::string& rule : fills.names()) summary.fills_from[rule] = fills.count(rule);
  summary.assumptions = members.texts("assumptions");
  summary.remarks = members.texts("remarks");
}

void read_capacity(const Members& members, RunSummary& summary) {
  const Members capacity = members.object_if_there("capacity");
  for (const std::string& kind : capacity.names()) {
    const Members worst = capacity.object(kind);
    summary.capacity.push_back({kind, worst.text("instrument"), worst.parsed<Amount>("amount"),
                                worst.parsed<Amount>("limit"), worst.parsed<UtcTime>("time"), worst.count("count")});
  }
}

}  // namespace

Result<RunSummary> read_summary(std::string_view json) {
  BASIS_TRY(const auto document, parse_json(json));
  if (!document.is_object()) return Error(ErrorKind::data, "the document is not an object");
  std::vector<std::string> faults;
  const Members members(&document.get_object(), "", faults);
  RunSummary summary;
  read_run(members, summary);
  read_pnl(members, summary);
  read_risk(members, summary);
  read_capacity(members, summary);
  if (faults.empty() && summary.capital.sign() <= 0) faults.emplace_back("'capital' is not over 0");
  if (!faults.empty()) return Error(ErrorKind::data, std::move(faults));
  return summary;
}

}  // namespace basis
