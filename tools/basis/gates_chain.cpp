#include <fmt/format.h>

#include <algorithm>

#include "core/execution/routing.hpp"
#include "tools/basis/gates.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis {
namespace {

/// The last block of a chain that is alive is not older.
constexpr Nanos kOldHead = kMinute * 5;
/// What gas money should last for: so many transactions of a group, which is the most that one costs.
constexpr std::uint64_t kTransactions = 20;
constexpr std::uint64_t kGroupGas = 1'000'000;
/// Room under a cap that is told.
constexpr std::uint64_t kRoomPercent = 1;

/// Answers of calls in their order; absent: none in time.
std::optional<std::vector<chain::RpcAnswer>> ask(CheckRun& run, std::vector<chain::RpcCall> calls) {
  std::optional<std::vector<chain::RpcAnswer>> heard;
  run.rpc->batch(std::move(calls), [&heard](const std::vector<chain::RpcAnswer>& answers) { heard = answers; });
  run.wait_until([&heard] { return heard.has_value(); }, run.wait);
  // What comes later must not come at all.
  if (!heard) run.rpc.reset();
  return heard;
}

std::string fault_of(const std::optional<std::vector<chain::RpcAnswer>>& answers) {
  if (!answers) return "no answer in time";
  for (const chain::RpcAnswer& answer : *answers)
    if (answer.result() == nullptr) return answer.fault().text;
  return {};
}

std::string tokens(const u256& amount, int decimals) {
  const auto text = Wei(amount).to_amount(decimals);
  return text ? fmt::format("{:.4g}", to_double(text.value().raw()) / 1e18) : std::string("more than can be");
}

u256 whole_tokens(const u256& cap, int decimals) {
  u256 unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  return cap * unit;
}

/// Caps and flags of one reserve for what the mode does with it.
struct ReserveGate {
  const std::string& key;  ///< of the instrument
  const aave_v3::ReserveState& reserve;
  GateRows& rows;

  bool flags() {
    if (!reserve.active || reserve.paused) return fail(reserve.paused ? "it is paused" : "it is not active");
    if (reserve.frozen) return fail("it is frozen: it takes neither supply nor debt");
    return true;
  }
  void supply() {
    if (!flags()) return;
    under_cap("supply cap", reserve.supply_cap, reserve.total_supplied().value());
  }
  void borrow() {
    if (!flags()) return;
    if (!reserve.borrowing) return static_cast<void>(fail("it cannot be borrowed"));
    if (reserve.available.value() == 0) return static_cast<void>(fail("nothing is left to borrow"));
    under_cap("borrow cap", reserve.borrow_cap, reserve.total_debt().value());
  }
  bool fail(std::string found) {
    rows.fail(key, std::move(found), "the protocol has to change it; another mode does without");
    return false;
  }
  void under_cap(std::string_view name, const u256& cap, const u256& used) {
    if (cap == 0) return rows.pass(key, fmt::format("no {}", name));
    const u256 most = whole_tokens(cap, reserve.decimals);
    const std::string found = fmt::format("{} {} of {} {}", name, tokens(used, reserve.decimals),
                                          tokens(most, reserve.decimals), reserve.token);
    if (used >= most) return static_cast<void>(fail(found + ": it is full"));
    if ((most - used) * 100 < most * kRoomPercent) return rows.warn(key, found, "little room is left");
    rows.pass(key, found);
  }
};

/// Whether what a levered mode supplies counts for debt.
void look_at_ltv(const CheckRun& run, const std::string& key, const aave_v3::ReserveState& reserve,
                 const aave_v3::AccountState& account, GateRows& rows) {
  const auto emode = account.emodes.begin();
  const bool in_emode = emode != account.emodes.end() && emode->second.takes(reserve);
  if (emode != account.emodes.end() && emode->second.ltv == 0)
    return rows.fail(key, fmt::format("eMode category {} does not exist", emode->first), "look at emode");
  const bool zero = in_emode ? emode->second.without_ltv(reserve) : reserve.ltv == 0;
  const std::uint32_t ltv = zero ? 0 : in_emode ? emode->second.ltv : reserve.ltv;
  const std::string found = fmt::format("LTV {}.{:02} %", ltv / 100, ltv % 100);
  const double target = run.settings().mode.leverage.target_ltv.to_double();
  if (ltv == 0) return rows.fail(key, "its LTV is zero: it is no collateral", "another lst_type, or another mode");
  if (static_cast<double>(ltv) / 10'000 < target)
    return rows.fail(key, fmt::format("{}, under target_ltv of {}", found, target), "lower target_ltv");
  rows.pass(key, found);
}

}  // namespace

void look_at_chain(CheckRun& run, GateRows& rows) {
  if (!run.live->wallet_access) return rows.skip("chain id", "no access to the wallet");
  const WalletAccess& access = *run.live->wallet_access;
  chain::RpcSettings settings;
  settings.endpoint = access.rpc;
  settings.limit = std::min(run.wait, settings.limit);
  run.rpc = std::make_unique<chain::Rpc>(*run.live->network, settings);
  const auto answers = ask(run, {{"eth_chainId"}, {"eth_getBlockByNumber", R"(["latest",false])"}});
  // The host alone: what follows it holds a provider's key.
  const std::string host = access.rpc.authority();
  if (const std::string fault = fault_of(answers); !fault.empty())
    return rows.fail(host, fault, "look at ALCHEMY__RPC_URL, network and proxy");
  const auto id = chain::quantity64_of(*(*answers)[0].result());
  if (!id) return rows.fail(host, "it tells no chain id", "");
  if (id.value() != access.chain_id)
    return rows.fail(host, fmt::format("it is on chain {}, and ALCHEMY__CHAIN_ID is {}", id.value(), access.chain_id),
                     "one of both is of another network");
  run.on_chain = true;
  rows.pass(host, fmt::format("chain {}", id.value()));
  const auto* const block = (*answers)[1].result()->if_object();
  const auto time = block == nullptr ? Result<std::uint64_t>(Error(ErrorKind::data, "no block"))
                                     : chain::quantity64_of(*block, "timestamp");
  if (!time) return rows.fail("last block", "it tells no block", "");
  const Nanos age =
      run.live->network->now_utc() - UtcTime::from_nanos(static_cast<std::int64_t>(time.value()) * kSecond.count);
  const std::string found = fmt::format("{} s old", age.count / kSecond.count);
  if (age > kOldHead && run.world == World::real)
    rows.fail("last block", found, "the node behind the RPC is not in step, or this machine's clock is off");
  else
    rows.pass("last block", found);
}

void look_at_contracts(CheckRun& run, GateRows& rows) {
  if (!run.on_chain) return rows.skip("contracts", "no connection to the chain");
  std::vector<chain::RpcCall> calls;
  std::vector<std::string> names;
  run.live->wallet_access->book.for_each(
      [&](const std::string& venue, const std::string& name, const chain::Address& address) {
        calls.push_back({"eth_getCode", fmt::format(R"(["{}","latest"])", address.to_string())});
        names.push_back(fmt::format("{} of {}, {}", name, venue, address.to_string()));
      });
  const auto answers = ask(run, std::move(calls));
  if (const std::string fault = fault_of(answers); !fault.empty()) return rows.fail("contracts", fault, "");
  std::size_t sound = 0;
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const boost::json::value& code = *(*answers)[i].result();
    if (code.is_string() && code.as_string().size() > 2)
      ++sound;
    else
      rows.fail(names[i], fmt::format("no code on chain {}", run.live->wallet_access->chain_id),
                "look at contracts of the venue's file, and ALCHEMY__CONTRACTS");
  }
  if (sound == answers->size()) rows.pass("contracts", fmt::format("{} have code", sound));
}

void look_at_reserves(CheckRun& run, GateRows& rows) {
  if (!run.on_chain || run.rpc == nullptr) return rows.skip("reserves", "no connection to the chain");
  const WalletAccess& access = *run.live->wallet_access;
  const Universe& universe = run.live->markets.universe;
  auto reader = ChainReader::create(universe, run.settings(), access.book, access.wallet);
  if (!reader) return rows.fail("contracts", reader.error().text(), "the chain lacks what the mode needs");
  std::optional<Result<ChainPortfolio>> told;
  const auto sent = read_portfolio(*run.rpc, access.book, reader.value().question(),
                                   [&told](const Result<ChainPortfolio>& portfolio) { told.emplace(portfolio); });
  if (!sent) return rows.fail("reading", sent.error().text(), "");
  if (!run.wait_until([&told] { return told.has_value(); }, run.wait)) run.rpc.reset();
  if (!told) return rows.fail("reading", "no answer in time", "");
  if (!*told) return rows.fail("reading", told->error().text(), "");
  const ChainPortfolio& portfolio = told->value();
  auto reading = reader.value().read(portfolio, run.live->network->now_utc());
  if (!reading) return rows.fail("reading", reading.error().text(), "");
  run.reading = std::move(reading).value();
  if (!portfolio.aave_v3) return rows.pass("reserves", "no lending protocol is on this chain");
  const bool levered = run.settings().mode.leverage.target_ltv.sign() > 0;
  for (const Instrument& instrument : universe.instruments()) {
    const auto reserve = portfolio.aave_v3->reserves.find(instrument.token);
    if (!instrument.has_index || reserve == portfolio.aave_v3->reserves.end()) continue;
    const bool debt = instrument.type == PositionType::debt_token;
    // Of the staked tokens that a levered mode names it supplies one.
    if (levered && !debt && instrument.token != staking_venue(run.settings()).staking->token) continue;
    ReserveGate gate{instrument.key, reserve->second, rows};
    if (debt) {
      gate.borrow();
    } else {
      gate.supply();
      if (levered) look_at_ltv(run, instrument.key, reserve->second, *portfolio.aave_v3, rows);
    }
  }
}

void look_at_gas_money(CheckRun& run, GateRows& rows) {
  if (!run.reading || run.rpc == nullptr) return rows.skip("wallet", "the chain was not read");
  const Amount ether = run.reading->ether;
  const std::string found = fmt::format("{} ETH", ether.to_string());
  if (ether.is_zero())
    return rows.fail("wallet", "no ETH to pay gas with", "send some to " + run.live->wallet_access->wallet.to_string());
  const auto answers = ask(run, {{"eth_gasPrice"}});
  if (const std::string fault = fault_of(answers); !fault.empty()) return rows.warn("gas price", fault, "");
  const auto price = chain::quantity64_of(*answers->front().result());
  const auto needed = price ? Wei(u256(price.value()) * kGroupGas * kTransactions).to_amount(18)
                            : Result<Amount>(Error(ErrorKind::data, "no price"));
  if (needed && ether < needed.value())
    rows.warn("wallet",
              fmt::format("{}: {} transactions cost {} ETH now", found, kTransactions, needed.value().to_string()),
              "send some more");
  else
    rows.pass("wallet", found);
}

}  // namespace basis
