#include "tools/wallet/wallet_actions.hpp"

#include <fmt/format.h>

#include "core/base/json_writer.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/fees.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis {
namespace {

std::string gwei_text(const u256& wei) {
  const auto amount = Wei(wei).to_amount(9);
  return amount ? amount.value().to_string() : wei.str();
}

std::string ether_text(const u256& wei) {
  const auto amount = Wei(wei).to_amount(18);
  return amount ? amount.value().to_string() : wei.str();
}

TradeReport report_of(std::string action) {
  TradeReport report;
  report.account = "wallet";
  report.action = std::move(action);
  return report;
}

std::string with_address(const WalletDesk& desk, std::string_view block) {
  JsonWriter json;
  json.begin_array().string(desk.access().wallet.to_string()).string(block).end_array();
  return std::move(json).take();
}

Result<chain::Address> spender_of(const WalletDesk& desk, const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot != std::string::npos) return desk.access().book.contract(text.substr(0, dot), text.substr(dot + 1));
  auto address = chain::Address::parse(text);
  if (!address) return Error(ErrorKind::usage, fmt::format("--spender: {}", address.error().text()));
  return address;
}

/// A row of an open transaction.
std::vector<std::string> open_row(const chain::LaneRequest& request, std::optional<std::uint64_t> nonce,
                                  const std::vector<chain::LaneAttempt>& attempts) {
  return {request.id, nonce ? fmt::format("{}", *nonce) : "", request.purpose, fmt::format("{}", attempts.size()),
          attempts.empty() ? "" : gwei_text(attempts.back().fees.maximum)};
}

TradeTable open_table() { return {"open", {"id", "nonce", "what", "attempts", "maximum_gwei"}}; }

/// The table of the lane's open transactions.
TradeTable open_table(const WalletDesk& desk) {
  TradeTable table = open_table();
  for (const chain::LaneView& view : desk.open_transactions())
    table.rows.push_back(open_row(view.request, view.nonce, view.attempts));
  return table;
}

}  // namespace

Result<WalletState> read_state(WalletDesk& desk) {
  BASIS_TRY(const auto account, desk.account());
  return read_state(desk, account);
}

Result<WalletState> read_state(WalletDesk& desk, const std::optional<chain::Address>& account) {
  BASIS_TRY(const auto questions, WalletQuestions::create(desk.access().book, desk.access().wallet, account));
  std::vector<chain::RpcCall> calls;
  for (const chain::ContractCall& call : questions.calls()) {
    JsonWriter json;
    json.begin_array()
        .begin_object()
        .key("to")
        .string(call.to.to_string())
        .key("data")
        .string(chain::to_hex(call.data));
    json.end_object().string(chain::quantity_text(desk.block())).end_array();
    calls.push_back({"eth_call", std::move(json).take()});
  }
  BASIS_TRY(const auto told, desk.ask(std::move(calls)));
  std::vector<chain::Bytes> answers;
  for (const auto& value : told) {
    BASIS_TRY(auto bytes, chain::bytes_of(value));
    answers.push_back(std::move(bytes));
  }
  return questions.read(answers);
}

Result<TradeReport> show_positions(WalletDesk& desk) {
  TradeReport report = report_of("positions");
  BASIS_TRY(const WalletState state, read_state(desk));
  report.tables = state_tables(state);
  return report;
}

Result<TradeReport> show_gas(WalletDesk& desk, const std::map<std::string, std::int64_t>& units) {
  TradeReport report = report_of("gas");
  const chain::FeePolicy policy;
  BASIS_TRY(const auto told, desk.ask({{"eth_feeHistory", chain::fee_history_parameters(policy)}}));
  BASIS_TRY(const auto history, chain::read_fee_history(told[0]));
  const auto fees = chain::first_fees(history, policy);
  report.tables.push_back({"fees",
                           {"block", "base_gwei", "priority_gwei", "maximum_gwei"},
                           {{fmt::format("{}", desk.block()), gwei_text(history.next_base_fee),
                             fees ? gwei_text(fees->priority) : "", fees ? gwei_text(fees->maximum) : ""}}});
  TradeTable costs{"costs", {"operation", "gas", "ETH"}};
  for (const auto& [operation, gas] : units)
    costs.rows.push_back({operation, fmt::format("{}", gas),
                          ether_text((history.next_base_fee + history.priority) * static_cast<std::uint64_t>(gas))});
  report.tables.push_back(std::move(costs));
  return report;
}

Result<TradeReport> show_nonce(WalletDesk& desk, const std::filesystem::path& file) {
  TradeReport report = report_of("nonce");
  BASIS_TRY(const auto told, desk.ask({{"eth_getTransactionCount", with_address(desk, "latest")},
                                       {"eth_getTransactionCount", with_address(desk, "pending")}}));
  BASIS_TRY(const std::uint64_t count, chain::quantity64_of(told[0]));
  BASIS_TRY(const std::uint64_t pending, chain::quantity64_of(told[1]));
  report.tables.push_back({"nonce",
                           {"in_the_chain", "waiting_at_the_node"},
                           {{fmt::format("{}", count), fmt::format("{}", pending > count ? pending - count : 0)}}});
  TradeTable table = open_table();
  BASIS_TRY(const auto entries, desk.look_at_lane(file));
  for (const chain::LaneEntry& entry : entries)
    table.rows.push_back(open_row(entry.request, entry.nonce, entry.attempts));
  report.tables.push_back(std::move(table));
  return report;
}

Sent nothing_sent() { return {{"sent", {"id", "what", "outcome", "block", "gas", "gwei", "hash"}}}; }

Result<void> send_one(WalletDesk& desk, const std::string& id, const chain::ContractCall& given, Sent& sent) {
  if (sent.status != OrderStatus::accepted) return ok();
  BASIS_TRY(const auto kept, desk.kept(id));
  const chain::ContractCall& call = kept ? *kept : given;
  BASIS_TRY(const auto outcome, desk.send(id, call));
  std::vector<std::string> row{id, call.text};
  if (outcome && outcome->receipt) {
    const chain::Receipt& receipt = *outcome->receipt;
    row.insert(row.end(),
               {outcome->done ? "done" : "reverted", fmt::format("{}", receipt.block),
                fmt::format("{}", receipt.gas_used), gwei_text(receipt.gas_price), chain::to_hex(receipt.hash)});
  } else {
    row.insert(row.end(), {outcome ? "not sent" : "not known", "", "", "", ""});
  }
  sent.table.rows.push_back(std::move(row));
  if (outcome && outcome->done) return ok();
  sent.status = outcome ? OrderStatus::refused : OrderStatus::unknown;
  sent.reason = outcome ? fmt::format("{}: {}", call.text, outcome->reason)
                        : fmt::format("{}: what became of it was not told in time", call.text);
  return ok();
}

std::string fresh_id(const WalletDesk& desk, std::string_view what) {
  return fmt::format(
      "hand-{}-{}", what,
      desk.access().wallet.to_string().substr(2, 6) + fmt::format("{}", desk.now_utc().nanos() / 1'000'000));
}

Result<TradeReport> allow(WalletDesk& desk, const Allowance& allowance, const std::string& id) {
  TradeReport report = report_of(allowance.amount && allowance.amount->is_zero() ? "revoke" : "approve");
  BASIS_TRY(const auto token, desk.access().book.token(allowance.token));
  BASIS_TRY(const auto spender, spender_of(desk, allowance.spender));
  Wei amount = chain::kEverything;
  if (allowance.amount) {
    BASIS_TRY(amount, Wei::from_amount(*allowance.amount, token.decimals));
  }
  BASIS_TRY(auto call, alchemy::approve(desk.access().book, token.symbol, spender, amount));
  Sent sent = nothing_sent();
  BASIS_TRY(send_one(desk, id, call, sent));
  report.status = sent.status;
  report.text = std::move(sent.reason);
  report.tables.push_back(std::move(sent.table));
  return report;
}

Result<TradeReport> unstick(WalletDesk& desk, bool cancel) {
  TradeReport report = report_of("unstick");
  const TradeTable before = open_table(desk);
  BASIS_TRY(const std::size_t left, desk.settle(cancel));
  report.tables.push_back(left == 0 ? before : open_table(desk));
  report.tables.back().name = left == 0 ? "settled" : "open";
  if (left > 0) {
    report.status = OrderStatus::unknown;
    report.text = fmt::format("{} are open still", left);
  }
  return report;
}

}  // namespace basis
