#include "actors/live/chain_order_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain_reverts.hpp"

namespace basis {
namespace {

/// Between looks at the state around a transaction, and how often it is looked for before it counts as gone: a node
/// behind a provider's address may not have the last block yet, and one without an archive forgets old ones.
constexpr Nanos kLookedAgain = kSecond;
constexpr int kLookings = 20;

/// Smallest units of ether as an amount: both have 18 decimals.
Amount ether_of(const u256& wei) { return Wei(wei).to_amount(18).value(); }

}  // namespace

std::string ChainClient::Run::id(std::string_view part) const { return fmt::format("{}-{}", order_->client_id, part); }

void ChainClient::Run::send(const std::string& id, chain::LaneRequest request, const Outcome& next) {
  request.id = id;
  client_.lane_->submit(
      std::move(request), guarded([this, id, next](const chain::LaneOutcome& outcome) {
        // What it cost is told by what is kept: also of a revert, and of what an earlier boot has sent.
        client_.count_gas();
        const auto entry = client_.kept(id);
        if (entry && entry->block > 0)
          mined_.push_back({entry->block, ether_of(u256(entry->gas_used * entry->gas_price)), entry->gas_used});
        next(outcome);
      }));
}

void ChainClient::Run::send_call(const std::string& id, const chain::ContractCall& call, const Outcome& next) {
  send(id, {id, call.to, call.value, call.data, call.text}, next);
}

/// What an earlier boot has sent is waited for, in its order.
void ChainClient::Run::take_up(std::size_t number) {
  const std::string next = id(std::to_string(number));
  if (const auto entry = client_.kept(next)) {
    numbered_ = number;
    earlier_.push_back({entry->request.to, entry->request.value, entry->request.data, {}});
    return send(next, entry->request, [this, number](const chain::LaneOutcome& outcome) {
      if (!outcome.done) return refuse(outcome.reason);
      take_up(number + 1);
    });
  }
  const auto main = client_.kept(id("main"));
  if (!main) return plan();
  send(id("main"), main->request, [this](const chain::LaneOutcome& outcome) {
    if (!outcome.done) return refuse(outcome.reason);
    behind(1);
  });
}

void ChainClient::Run::ask(const PortfolioQuestion& question,
                           const std::function<void(const Result<ChainPortfolio>&)>& heard) {
  const auto asked = read_portfolio(*client_.rpc_, client_.parts_.book, question, guarded(heard));
  if (!asked) heard(asked.error());
}

void ChainClient::Run::plan() {
  const Parts& parts = client_.parts_;
  PortfolioQuestion question = client_.reader_.question();
  if (const auto added = order_question(*order_, *parts.universe, *parts.settings, parts.book, question); !added)
    return refuse(added.error().text());
  ask(question, [this](const Result<ChainPortfolio>& portfolio) {
    if (!portfolio) return refuse(portfolio.error().text());
    planned(portfolio.value());
  });
}

void ChainClient::Run::planned(const ChainPortfolio& portfolio) {
  const Parts& parts = client_.parts_;
  auto plan =
      plan_order(*order_, {*parts.universe, *parts.settings, parts.book, portfolio, parts.wallet, client_.deadline()});
  if (!plan) return refuse(plan.error().text());
  plan_ = std::move(plan).value();
  try_out();
}

/// All of it is tried on the last block before anything is sent.
void ChainClient::Run::try_out() {
  std::vector<chain::ContractCall> calls = plan_.before;
  if (plan_.main) calls.push_back(*plan_.main);
  if (calls.empty()) return end({});
  chain::simulate(*client_.rpc_, client_.parts_.wallet, calls,
                  guarded([this](const Result<std::vector<chain::SimulatedCall>>& answers) {
                    if (!answers) return refuse(answers.error().text());
                    tried(answers.value());
                  }));
}

void ChainClient::Run::tried(const std::vector<chain::SimulatedCall>& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const chain::SimulatedCall& answer = answers[i];
    if (answer.succeeded) continue;
    const bool whole = i == plan_.before.size();
    const std::string& what = whole ? plan_.main->text : plan_.before[i].text;
    const std::string why = answer.returned.empty() ? answer.fault
                            : whole && plan_.group
                                ? instadapp::executor_reason(contract_reverts(), *plan_.group, answer.returned)
                                : contract_reverts().read(answer.returned).text;
    return refuse(fmt::format("{} would revert: {}", what, why));
  }
  allow(0);
}

void ChainClient::Run::allow(std::size_t index) {
  if (index == plan_.before.size()) return send_main();
  const chain::ContractCall& call = plan_.before[index];
  // What an earlier boot was allowed nothing has used since.
  if (std::ranges::find(earlier_, call) != earlier_.end()) return allow(index + 1);
  send_call(id(std::to_string(++numbered_)), call, [this, index](const chain::LaneOutcome& outcome) {
    if (!outcome.done) return refuse(outcome.reason);
    allow(index + 1);
  });
}

void ChainClient::Run::send_main() {
  if (!plan_.main) return read_back();
  send_call(id("main"), *plan_.main, [this](const chain::LaneOutcome& outcome) {
    if (!outcome.done) return refuse(outcome.reason);
    behind(1);
  });
}

/// The steps that are the wallet's own, each on what is there then.
void ChainClient::Run::behind(std::size_t number) {
  const std::vector<GroupStep> steps = own_steps(*order_, *client_.parts_.universe);
  if (number > steps.size()) return read_back();
  const std::string next = id(fmt::format("after-{}", number));
  const auto sent = [this, number](const chain::LaneOutcome& outcome) {
    // The transaction stands. What is left undone is in the wallet as it is, and the reading tells it.
    if (!outcome.done) client_.parts_.alert("transactions", fmt::format("{}: {}", order_->client_id, outcome.reason));
    behind(number + 1);
  };
  if (const auto entry = client_.kept(next)) return send(next, entry->request, sent);
  ask(client_.reader_.question(),
      [this, number, next, sent, step = steps[number - 1]](const Result<ChainPortfolio>& portfolio) {
        if (!portfolio) {
          again_ = client_.parts_.network->after(kLookedAgain, [this, number] { behind(number); });
          return;
        }
        const auto call = own_call(client_.parts_.book, step, portfolio.value().balances);
        if (call && call.value()) return send_call(next, *call.value(), sent);
        if (!call) client_.parts_.alert("transactions", fmt::format("{}: {}", order_->client_id, call.error().text()));
        behind(number + 1);
      });
}

/// What was sent before it stays sent, and costs its gas.
void ChainClient::Run::refuse(std::string reason) {
  refusal_ = std::move(reason);
  read_back();
}

/// What the transactions changed: what there is after the block of the last one, less what there was before that of the
/// first.
void ChainClient::Run::read_back() {
  if (mined_.empty()) return end({});
  const auto [first, last] = std::ranges::minmax(mined_, {}, &Mined::block);
  PortfolioQuestion question = client_.reader_.question();
  if (lookings_ <= kLookings) question.block = before_ ? last.block : first.block - 1;
  ask(question, [this](const Result<ChainPortfolio>& portfolio) {
    if (!portfolio) return read_back_again(portfolio.error().text());
    auto reading = client_.reader_.read(portfolio.value(), client_.parts_.network->now_utc());
    if (!reading) return read_back_again(reading.error().text());
    if (before_) return compare(&*before_, reading.value());
    before_ = std::move(reading).value();
    read_back();
  });
}

void ChainClient::Run::read_back_again(const std::string& why) {
  if (++lookings_ == kLookings + 1) {
    client_.parts_.alert(
        "chain",
        fmt::format("{}: the state around it is not told any more ({}); the book and the last block stand for it",
                    order_->client_id, why));
    before_ = booked();
  }
  again_ = client_.parts_.network->after(kLookedAgain, [this] { read_back(); });
}

/// The book before the order as a reading, which has the wallet's whole ether.
ChainReading ChainClient::Run::booked() const {
  ChainReading reading;
  reading.holdings = held_;
  if (!client_.gas_given_) return reading;
  Amount gas_money = client_.gas_money();
  for (const Mined& mined : mined_) gas_money += mined.gas;
  for (const Instrument& instrument : client_.parts_.universe->instruments())
    if (client_.is_ether(instrument)) reading.holdings[instrument.id.index()].amount += gas_money;
  return reading;
}

void ChainClient::Run::compare(const ChainReading* before, const ChainReading& after) {
  std::vector<Amount> change(after.holdings.size());
  for (const Instrument& instrument : client_.parts_.universe->instruments())
    if (instrument.on_chain)
      change[instrument.id.index()] =
          after.holdings[instrument.id.index()].amount - before->holdings[instrument.id.index()].amount;
  tell(after);
  change_ = std::move(change);
  look_for_payments();
}

/// What others paid meanwhile is none of the order's.
void ChainClient::Run::look_for_payments() {
  const Parts& parts = client_.parts_;
  const auto [first, last] = std::ranges::minmax(mined_, {}, &Mined::block);
  if (last.block - first.block >= chain::kMostPaymentBlocks)
    return without_knowing(fmt::format("it took {} blocks", last.block - first.block + 1));
  std::vector<chain::Address> tokens;
  for (const chain::Token& token : wallet_tokens()) tokens.push_back(token.address);
  client_.rpc_->batch(chain::payments_in_calls(parts.wallet, tokens, first.block, last.block),
                      guarded([this](const std::vector<chain::RpcAnswer>& answers) {
                        const auto paid = chain::read_payments_in(client_.parts_.wallet, answers);
                        if (paid) return without(paid.value());
                        if (++payment_lookings_ > kLookings) return without_knowing(paid.error().text());
                        again_ = client_.parts_.network->after(kLookedAgain, [this] { look_for_payments(); });
                      }));
}

void ChainClient::Run::without_knowing(const std::string& why) {
  client_.parts_.alert("chain", fmt::format("{}: what others paid to the wallet meanwhile counts as its own: {}",
                                            order_->client_id, why));
  end(std::move(change_));
}

void ChainClient::Run::without(const chain::PaymentsIn& paid) {
  const Universe& universe = *client_.parts_.universe;
  for (const Instrument& instrument : universe.instruments())
    if (client_.is_ether(instrument)) change_[instrument.id.index()] -= ether_of(paid.ether);
  for (const chain::Token& token : wallet_tokens()) {
    const auto found = paid.tokens.find(token.address);
    if (found == paid.tokens.end()) continue;
    const auto amount = Wei(found->second).to_amount(token.decimals);
    const auto held = universe.find(fmt::format("{}:BaseToken:{}", kWalletAccount, token.symbol));
    if (amount && held) change_[held->index()] -= amount.value();
  }
  end(std::move(change_));
}

/// Those that others pay with.
std::vector<chain::Token> ChainClient::Run::wallet_tokens() const {
  const Universe& universe = *client_.parts_.universe;
  std::vector<chain::Token> tokens;
  for (const Instrument& instrument : universe.instruments()) {
    if (universe.name(instrument.account) != kWalletAccount || instrument.type != PositionType::base_token) continue;
    if (const auto token = client_.parts_.book.token(instrument.token); token && !client_.is_ether(instrument))
      tokens.push_back(token.value());
  }
  return tokens;
}

/// What a person should see of it: the transaction that takes the most gas is the one that the others prepare.
void ChainClient::Run::tell(const ChainReading& after) const {
  const auto main = std::ranges::max_element(mined_, {}, &Mined::gas_used);
  std::string text = fmt::format("{} {}: {} gas in block {}", action_name(order_->action), order_->client_id,
                                 main->gas_used, main->block);
  if (after.health) text += fmt::format(", health factor {:.4f}", static_cast<double>(after.health->value()) / 1e18);
  client_.parts_.alert("transactions", text);
}

void ChainClient::Run::end(std::vector<Amount> change) {
  ChainDone done;
  done.status = refusal_.empty() ? OrderStatus::accepted : OrderStatus::refused;
  done.reason = refusal_;
  for (const Mined& mined : mined_) {
    done.gas += mined.gas;
    done.block = std::max(done.block, mined.block);
  }
  const Universe& universe = *client_.parts_.universe;
  // Gas is told apart from what the calls changed.
  if (!change.empty())
    for (const Instrument& instrument : universe.instruments())
      if (client_.is_ether(instrument)) change[instrument.id.index()] += done.gas;
  done.change = std::move(change);
  over_ = true;
  --client_.busy_;
  done_(done);
}

}  // namespace basis
