#include "actors/live/chain_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "actors/journal/lane_journal.hpp"
#include "actors/live/chain_order_run.hpp"
#include "core/results/replace_file.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_reverts.hpp"

namespace basis {
namespace {

/// How long a transaction is still good when the middleware says nothing.
constexpr Nanos kDeadline = kMinute * 30;
/// Before a node that did not answer is asked again who it is.
constexpr Nanos kAskedAgain = kSecond * 2;

}  // namespace

Result<std::unique_ptr<ChainClient>> ChainClient::create(Parts parts) {
  BASIS_TRY(ChainReader reader, ChainReader::create(*parts.universe, *parts.settings, parts.book, parts.wallet));
  std::unique_ptr<ChainClient> made(new ChainClient(std::move(parts), std::move(reader)));
  BASIS_TRY(made->read_gas_money());
  if (made->parts_.locks.empty()) return made;
  BASIS_TRY(auto lock,
            AccountLock::take_wallet(made->parts_.locks, made->parts_.wallet.to_string(), made->parts_.chain_id));
  made->lock_.emplace(std::move(lock));
  return made;
}

ChainClient::ChainClient(Parts parts, ChainReader reader) : parts_(std::move(parts)), reader_(std::move(reader)) {
  chain::RpcSettings settings;
  settings.endpoint = parts_.rpc;
  settings.seed = static_cast<std::uint64_t>(parts_.network->now_utc().nanos());
  rpc_ = std::make_unique<chain::Rpc>(*parts_.network, settings);
  chain::HeadSettings heads;
  heads.poll = parts_.poll;
  heads_ = std::make_unique<chain::Heads>(*parts_.network, *rpc_, heads, static_cast<chain::HeadListener&>(*this));
  parts_.lane.chain_id = parts_.chain_id;
}

ChainClient::~ChainClient() { *alive_ = false; }

void ChainClient::start() { identify(); }

/// Which chain it is decides whether anything is sent.
void ChainClient::identify() {
  rpc_->batch({{"eth_chainId"}, {"eth_getBlockByNumber", R"(["0x0",false])"}},
              [this, alive = alive_](const std::vector<chain::RpcAnswer>& answers) {
                if (!*alive || failure_) return;
                for (const chain::RpcAnswer& answer : answers) {
                  if (answer.result() != nullptr) continue;
                  fault_ = answer.fault().text;
                  again_ = parts_.network->after(kAskedAgain, [this] { identify(); });
                  return;
                }
                if (const auto opened = open_lane(answers); !opened) failure_ = opened.error();
                if (!failure_) check_contracts();
              });
}

/// An address without code takes what is paid to it, and answers nothing.
void ChainClient::check_contracts() {
  std::vector<chain::RpcCall> calls;
  std::vector<std::string> names;
  parts_.book.for_each([&](const std::string& venue, const std::string& name, const chain::Address& address) {
    calls.push_back({"eth_getCode", fmt::format(R"(["{}","latest"])", address.to_string())});
    names.push_back(fmt::format("{} of {}, {}", name, venue, address.to_string()));
  });
  rpc_->batch(
      std::move(calls), [this, names = std::move(names), alive = alive_](const std::vector<chain::RpcAnswer>& answers) {
        if (!*alive || failure_) return;
        for (std::size_t i = 0; i < answers.size(); ++i) {
          const boost::json::value* const code = answers[i].result();
          if (code == nullptr) {
            fault_ = answers[i].fault().text;
            again_ = parts_.network->after(kAskedAgain, [this] { check_contracts(); });
            return;
          }
          if (code->is_string() && code->as_string().size() > 2) continue;
          failure_ =
              Error(ErrorKind::usage, fmt::format("contract {}, has no code on chain {}", names[i], parts_.chain_id));
          return;
        }
        if (const auto recovered = lane_->recover(); !recovered)
          failure_ = recovered.error();
        else
          heads_->start();
      });
}

/// Gas money of an earlier boot. Data error: the file is damaged.
Result<void> ChainClient::read_gas_money() {
  std::ifstream in(parts_.gas_file);
  std::string text;
  if (parts_.gas_file.empty() || !(in >> text)) return ok();
  const auto given = Amount::parse(text);
  if (!given)
    return Error(ErrorKind::data, fmt::format("{}: '{}' is no amount of ether", parts_.gas_file.string(), text));
  gas_given_ = given.value();
  return ok();
}

void ChainClient::begin_gas_money() {
  gas_given_ = reading_->ether + gas_spent_;
  const auto written = replace_file(parts_.gas_file, gas_given_->to_string() + "\n");
  if (!written && !failure_) failure_ = written.error();
}

void ChainClient::count_gas() {
  const auto spent = journal_->gas_since(gas_row_);
  // A wallet whose own record cannot be read must not send anything.
  if (!spent) broken_invariant(spent.error().text());
  gas_spent_ += Wei(spent.value()).to_amount(18).value();
}

Result<void> ChainClient::open_lane(const std::vector<chain::RpcAnswer>& answers) {
  BASIS_TRY(const std::uint64_t id, chain::quantity64_of(*answers[0].result()));
  if (id != parts_.chain_id)
    return Error(ErrorKind::usage,
                 fmt::format("the wallet is for chain {}, and its RPC is on chain {}", parts_.chain_id, id));
  const auto* const block = answers[1].result()->if_object();
  if (block == nullptr) return Error(ErrorKind::data, "the RPC of the chain does not tell its first block");
  chain::Hash32 genesis{};
  if (!parts_.of_the_run) {
    BASIS_TRY(genesis, chain::hash_of(*block, "hash"));
  }
  BASIS_TRY(journal_, LaneJournal::open(parts_.lane_file, {id, genesis, parts_.wallet}));
  lane_ = std::make_unique<chain::TransactionLane>(*rpc_, *heads_, *journal_, *parts_.key, contract_reverts(),
                                                   parts_.lane, static_cast<chain::LaneListener&>(*this));
  count_gas();
  return ok();
}

Result<void> ChainClient::turn() {
  std::erase_if(runs_, [](const auto& run) { return run->over(); });
  if (failure_) return *failure_;
  if (heads_->tip() != nullptr)
    for (const auto& ask : std::exchange(to_ask_, {})) ask();
  return ok();
}

std::string ChainClient::lacking() const {
  if (reading_) return {};
  return fmt::format("the chain has not been read{}{}", fault_.empty() ? "" : ": ", fault_);
}

std::optional<ChainTold> ChainClient::take_told() {
  if (!reading_ || std::exchange(told_, true)) return std::nullopt;
  return reading_->told;
}

venue_actor ChainClient::spawn(caf::actor_system& actors, const RunContext& context) {
  return spawn_chain_venue(actors, context, *this);
}

void ChainClient::on_head(const chain::Head& head) {
  lane_->on_head(head);
  read();
}

void ChainClient::on_reorg(std::uint64_t number, std::uint64_t depth) {
  parts_.alert("chain", fmt::format("{} blocks from {} on were replaced", depth, number));
}

/// One question at a time: what comes while it is under way is seen with the next block.
void ChainClient::read() {
  if (std::exchange(reading_now_, true)) return;
  const auto asked = read_portfolio(*rpc_, parts_.book, reader_.question(),
                                    [this, alive = alive_](const Result<ChainPortfolio>& portfolio) {
                                      if (!*alive) return;
                                      reading_now_ = false;
                                      take(portfolio);
                                    });
  if (!asked && !failure_) failure_ = asked.error();
}

void ChainClient::take(const Result<ChainPortfolio>& portfolio) {
  if (!portfolio) {
    if (std::exchange(fault_, portfolio.error().text()) != fault_) parts_.alert("chain", fault_);
    return;
  }
  auto reading = reader_.read(portfolio.value(), parts_.network->now_utc());
  if (!reading) {
    if (!failure_) failure_ = reading.error();
    return;
  }
  fault_.clear();
  count_gas();
  // Of two nodes behind one address the one that lags is not believed.
  if (reading_ && reading.value().block.number < reading_->block.number) return;
  if (!reading_ && reading.value().ether.is_zero() && !failure_)
    failure_ =
        Error(ErrorKind::usage, fmt::format("the wallet {} has no ETH to pay gas with", parts_.wallet.to_string()));
  reading_ = std::move(reading).value();
  if (heads_->tip() != nullptr) {
    const auto price = Wei(heads_->tip()->base_fee).to_amount(18);
    if (price) reading_->told.gas_price = price.value();
  }
  told_ = false;
  look_at_awaited();
}

void ChainClient::look_at_awaited() {
  std::vector<Awaited> there;
  for (Awaited& one : std::exchange(awaited_, {})) {
    const Amount there_now = held((*parts_.universe)[one.token]);
    (there_now >= one.least ? there : awaited_).push_back(std::move(one));
  }
  for (const Awaited& one : there) one.done();
}

Amount ChainClient::held(const Instrument& instrument) const {
  const Amount read = reading_->holdings[instrument.id.index()].amount;
  return is_ether(instrument) ? read - gas_money() : read;
}

bool ChainClient::is_ether(const Instrument& instrument) const {
  return parts_.universe->name(instrument.account) == kWalletAccount && instrument.token == kEther;
}

void ChainClient::await_token(InstrumentId token, Amount least, std::function<void()> done) {
  awaited_.push_back({token, least, std::move(done)});
}

UtcTime ChainClient::deadline() const {
  Nanos length = kDeadline;
  for (const auto& [name, venue] : parts_.settings->venues)
    if (venue.middleware) length = venue.middleware->deadline;
  const chain::Head* const tip = heads_->tip();
  const UtcTime now = parts_.network->now_utc();
  return (tip == nullptr ? now : std::max(now, tip->time)) + length;
}

std::optional<chain::LaneEntry> ChainClient::kept(const std::string& id) const {
  if (journal_ == nullptr) return std::nullopt;
  const auto found = journal_->find(id);
  // A wallet whose own record cannot be read must not send anything.
  if (!found) broken_invariant(found.error().text());
  return found.value();
}

void ChainClient::execute(OrderPtr order, PositionSet held, Done done) {
  ++busy_;
  runs_.push_back(std::make_shared<Run>(*this, std::move(order), std::move(held), std::move(done)));
  to_ask_.emplace_back([run = runs_.back()] { run->start(); });
}

bool ChainClient::pays(const std::string& id) const { return kept(id).has_value(); }

std::optional<Amount> ChainClient::payment_value(const std::string& id) const {
  const auto entry = kept(id);
  if (!entry) return std::nullopt;
  return Wei(entry->request.value).to_amount(18).value();
}

ChainCost ChainClient::payment_cost(const std::string& id) const {
  const auto entry = kept(id);
  if (!entry || entry->block == 0) return {};
  return {Wei(u256(entry->gas_used * entry->gas_price)).to_amount(18).value(), entry->block};
}

void ChainClient::pay(const std::string& id, const std::string& token, const chain::Address& to, Amount amount,
                      Paid paid) {
  chain::LaneRequest request;
  if (const auto entry = kept(id)) {
    request = entry->request;
  } else {
    const auto known = parts_.book.token(token);
    if (!known) return paid({false, known.error().text(), {}});
    const Rounding down = Rounding::floor;
    const auto units = Wei::from_amount(amount, known.value().decimals, &down);
    if (!units) return paid({false, units.error().text(), {}});
    const auto call = alchemy::transfer(parts_.book, token, to, units.value());
    if (!call) return paid({false, call.error().text(), {}});
    request = {id, call.value().to, call.value().value, call.value().data, call.value().text};
  }
  ++busy_;
  lane_->submit(
      std::move(request), [this, id, paid = std::move(paid), alive = alive_](const chain::LaneOutcome& outcome) {
        if (!*alive) return;
        --busy_;
        count_gas();
        const auto entry = kept(id);
        paid({outcome.done, outcome.reason, entry && entry->block > 0 ? chain::to_hex(entry->mined) : std::string()});
      });
}

}  // namespace basis
