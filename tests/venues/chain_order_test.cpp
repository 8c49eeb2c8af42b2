#include "venues/chain_order.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/core/portfolio/support.hpp"
#include "venues/chain_reading.hpp"

namespace basis::test::chain_order_cases {
namespace {

const u256 kWei("1000000000000000000");
const u256 kRay("1000000000000000000000000000");

chain::Address address_number(int number) { return chain::address_of(fmt::format("0x{:040x}", number)); }

/// A chain on which every contract has an address of its own.
chain::ContractBook book_of_all() {
  chain::ContractBook made(31'337, "local");
  int next = 0x100;
  static constexpr std::pair<const char*, const char*> kContracts[] = {{"aave_v3", "pool"},
                                                                       {"aave_v3", "oracle"},
                                                                       {"aave_v3", "reserves.WETH.a_token"},
                                                                       {"aave_v3", "reserves.WETH.debt_token"},
                                                                       {"aave_v3", "reserves.weETH.a_token"},
                                                                       {"aave_v3", "reserves.weETH.debt_token"},
                                                                       {"aave_v3", "reserves.USDT.a_token"},
                                                                       {"aave_v3", "reserves.USDT.debt_token"},
                                                                       {"lido", "withdrawal_queue"},
                                                                       {"etherfi", "liquidity_pool"},
                                                                       {"etherfi", "redemption_manager"},
                                                                       {"uniswap", "swap_router"},
                                                                       {"uniswap", "quoter"},
                                                                       {"instadapp", "executor"},
                                                                       {"morpho", "morpho"},
                                                                       {"alchemy", "multicall3"}};
  for (const auto& [venue, name] : kContracts) made.add(venue, name, address_number(next++));
  made.add_token({"ETH", {}, 18});
  made.add_token({"USDT", address_number(0x201), 6});
  for (const char* token : {"WETH", "weETH", "wstETH", "eETH", "stETH", "EIGEN", "ETHFI"}) {
    made.add_token({token, address_number(0x210 + next), 18});
    made.add(token == std::string("weETH") || token == std::string("eETH") ? "etherfi" : "lido",
             token == std::string("weETH")  ? "weeth"
             : token == std::string("eETH") ? "eeth"
                                            : token,
             address_number(0x210 + next));
    ++next;
  }
  return made;
}

aave_v3::ReserveState reserve_of(const char* token, std::uint16_t id) {
  aave_v3::ReserveState state;
  state.token = token;
  state.id = id;
  state.ltv = 8000;
  state.liquidation_threshold = 8300;
  state.active = state.borrowing = true;
  state.supply_index = state.supply_index_now = kRay + kRay / 10;
  state.debt_index = state.debt_index_now = kRay + kRay / 5;
  state.available = Wei(u256(kWei * 1'000'000));
  state.price = 300'000'000'000U;
  state.is_collateral = true;
  return state;
}

/// A wallet in eMode 1 with `supplied` weETH and `owed` WETH, before indices.
ChainPortfolio portfolio_of(const u256& supplied, const u256& owed) {
  ChainPortfolio portfolio;
  for (const char* token : {"ETH", "WETH", "weETH", "wstETH", "USDT", "EIGEN", "ETHFI"}) portfolio.balances[token] = {};
  portfolio.balances["ETH"] = Wei(u256(kWei * 100));
  portfolio.aave_v3.emplace();
  portfolio.aave_v3->emode = 1;
  portfolio.aave_v3->emodes[1] = {9300, 9500, 10'100, u256(1) << 3, u256(1) << 0, 0};
  portfolio.aave_v3->reserves.emplace("weETH", reserve_of("weETH", 3));
  portfolio.aave_v3->reserves.emplace("WETH", reserve_of("WETH", 0));
  portfolio.aave_v3->reserves.emplace("USDT", reserve_of("USDT", 5));
  portfolio.aave_v3->reserves.at("USDT").price = 100'000'000U;
  portfolio.aave_v3->reserves.at("weETH").account_scaled_supplied = supplied;
  portfolio.aave_v3->reserves.at("WETH").account_scaled_debt = owed;
  portfolio.aave_v3->collateral = 3'300'000'000'000U;
  portfolio.aave_v3->debt = owed == 0 ? 0U : 2'520'000'000'000U;
  portfolio.aave_v3->ltv = 9300;
  portfolio.aave_v3->liquidation_threshold = 9500;
  portfolio.etherfi.emplace();
  portfolio.etherfi->rate = Wei(u256(kWei + kWei / 20));
  portfolio.lido.emplace();
  portfolio.lido->rate = Wei(u256(kWei + kWei / 5));
  return portfolio;
}

struct Planned {
  Settings settings = shipped("eth_leveraged");
  Universe universe = universe_of(settings);
  chain::ContractBook book = book_of_all();

  [[nodiscard]] ContractStep step(ActionType action, const char* account, const char* instrument, const char* size,
                                  const char* into = nullptr, bool everything = false) const {
    ContractStep made;
    made.action = action;
    made.account = *universe.find_account(account);
    made.instrument = *universe.find(instrument);
    made.into = into == nullptr ? made.instrument : *universe.find(into);
    made.size = amount(size);
    made.everything = everything;
    return made;
  }
  [[nodiscard]] Order order(ActionType action, std::vector<ContractStep> steps) const {
    Order made;
    made.client_id = "eth_leveraged-1-1";
    made.type = ExecutionType::smart_contract;
    made.action = action;
    made.steps = std::move(steps);
    return made;
  }
  [[nodiscard]] Result<ChainOrderPlan> plan(const Order& of, const ChainPortfolio& portfolio) const {
    return plan_order(of, {universe, settings, book, portfolio, address_number(0x99),
                           UtcTime::from_nanos(1'760'000'000'000'000'000)});
  }
};

constexpr const char* kEth = "wallet:BaseToken:ETH";
constexpr const char* kWeth = "wallet:BaseToken:WETH";
constexpr const char* kStaked = "etherfi:LST:weETH";
constexpr const char* kSupplied = "aave_v3:aToken:aweETH";
constexpr const char* kOwed = "aave_v3:debtToken:debtWETH";

TEST_CASE("chain order: an entry is one transaction, and supplies what the stake has made") {
  const Planned world;
  const Order entry =
      world.order(ActionType::atomic, {world.step(ActionType::flash_loan, "morpho", kWeth, "9"),
                                       world.step(ActionType::unwrap, "wallet", kWeth, "9"),
                                       world.step(ActionType::stake, "etherfi", kStaked, "10"),
                                       world.step(ActionType::supply, "aave_v3", kSupplied, "9.5238"),
                                       world.step(ActionType::set_emode, "aave_v3", kSupplied, "9.5238"),
                                       world.step(ActionType::borrow, "aave_v3", kOwed, "9"),
                                       world.step(ActionType::flash_repay, "morpho", kWeth, "9")});
  ChainPortfolio portfolio = portfolio_of(0, 0);
  const auto known = world.plan(entry, portfolio);
  REQUIRE_MESSAGE(known.has_value(), known.error().text());
  REQUIRE(known.value().group.has_value());
  CHECK(known.value().group->loan == kWei * 9);
  CHECK(known.value().group->value == kWei);
  // The eMode is set already: only the loan is allowed.
  CHECK(known.value().before.size() == 1);
  CHECK(known.value().group->steps[3].amount == instadapp::executor_all());
  CHECK(known.value().group->assertions.size() == 1);
  portfolio.aave_v3->emode = 0;
  const auto first = world.plan(entry, portfolio);
  REQUIRE_MESSAGE(first.has_value(), first.error().text());
  CHECK(first.value().before.size() == 2);
  CHECK(own_steps(entry, world.universe).empty());
}

TEST_CASE("chain order: an exit of all repays and withdraws what it is by then, and sells what was withdrawn") {
  const Planned world;
  // 11 weETH and 8.4 WETH at today's indices.
  const ChainPortfolio bare = portfolio_of(u256(kWei * 10), u256(kWei * 7));
  const auto exit = [&](const char* repaid, const char* withdrawn, const char* sold) {
    return world.order(ActionType::atomic,
                       {world.step(ActionType::flash_loan, "morpho", kWeth, repaid),
                        world.step(ActionType::repay, "aave_v3", kOwed, repaid),
                        world.step(ActionType::withdraw, "aave_v3", kSupplied, withdrawn),
                        world.step(ActionType::swap, "uniswap", kStaked, sold, kWeth),
                        world.step(ActionType::flash_repay, "morpho", kWeth, repaid),
                        world.step(ActionType::unwrap, "wallet", kWeth, "0.000000000000000001", kEth, true)});
  };
  const auto with_quote = [&](const Order& order) {
    ChainPortfolio portfolio = bare;
    PortfolioQuestion question;
    const auto asked = order_question(order, world.universe, world.settings, world.book, question);
    REQUIRE_MESSAGE(asked.has_value(), asked.error().text());
    REQUIRE(question.quotes.size() == 1);
    CHECK(question.quotes[0].fee_hundredths_bps == 500);
    portfolio.quotes[question.quotes[0]] = Wei(u256(kWei * 11));
    return portfolio;
  };
  const Order all = exit("8.4", "11", "11");
  CHECK_FALSE(world.plan(all, bare).has_value());  // no quote
  const auto whole = world.plan(all, with_quote(all));
  REQUIRE_MESSAGE(whole.has_value(), whole.error().text());
  const auto& group = *whole.value().group;
  // The loan covers the interest until then.
  CHECK(group.loan > kWei * 84 / 10);
  CHECK(group.loan < kWei * 84 / 10 + kWei / 1000);
  CHECK(group.steps[0].amount == group.loan);
  CHECK(group.steps.back().amount == instadapp::executor_all());
  REQUIRE(own_steps(all, world.universe).size() == 1);
  CHECK_FALSE(own_steps(all, world.universe)[0].amount.has_value());

  const Order part = exit("2", "3", "2.5");
  const auto lowered = world.plan(part, with_quote(part));
  REQUIRE_MESSAGE(lowered.has_value(), lowered.error().text());
  CHECK(lowered.value().group->loan == kWei * 2);
  CHECK(lowered.value().group->steps.back().amount == kWei * 25 / 10);

  // Behind the loan the wallet unwraps what is there, or nothing.
  ChainPortfolio left = bare;
  const auto none = own_call(world.book, own_steps(all, world.universe)[0], left.balances);
  REQUIRE(none.has_value());
  CHECK_FALSE(none.value().has_value());
  left.balances["WETH"] = Wei(u256(kWei * 2));
  const auto some = own_call(world.book, own_steps(all, world.universe)[0], left.balances);
  REQUIRE(some.has_value());
  REQUIRE(some.value().has_value());
  CHECK(some.value()->to == world.book.token("WETH").value().address);
}

TEST_CASE("chain order: what is sold for ether is paid out as ether, and ether that is sold needs no allowance") {
  const Planned world;
  const auto planned = [&](const char* from, const char* into) {
    const Order order = world.order(ActionType::swap, {world.step(ActionType::swap, "uniswap", from, "2", into)});
    ChainPortfolio portfolio = portfolio_of(0, 0);
    PortfolioQuestion question;
    REQUIRE(order_question(order, world.universe, world.settings, world.book, question).has_value());
    REQUIRE(question.quotes.size() == 1);
    portfolio.quotes[question.quotes[0]] = Wei(u256(kWei * 2));
    const auto plan = world.plan(order, portfolio);
    REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
    REQUIRE(plan.value().main.has_value());
    return plan.value();
  };
  const auto selector = [](const ChainOrderPlan& plan) {
    return chain::to_hex(std::span(plan.main->data).subspan(0, 4));
  };
  const ChainOrderPlan paid = planned(kStaked, kEth);
  CHECK(selector(paid) == "0xac9650d8");  // multicall(bytes[])
  CHECK(paid.before.size() == 1);
  CHECK(paid.main->value == 0);
  const ChainOrderPlan kept = planned(kStaked, kWeth);
  CHECK(selector(kept) == "0x414bf389");  // exactInputSingle
  CHECK(kept.before.size() == 1);
  const ChainOrderPlan spent = planned(kEth, kStaked);
  CHECK(selector(spent) == "0x414bf389");
  CHECK(spent.before.empty());
  CHECK(spent.main->value == kWei * 2);
}

TEST_CASE("chain order: single calls allow exactly what they take, and what the pool would refuse is not planned") {
  const Planned world;
  ChainPortfolio portfolio = portfolio_of(u256(kWei * 10), u256(kWei * 7));
  const auto approved =
      world.plan(world.order(ActionType::approve, {world.step(ActionType::approve, "wallet", kEth, "5")}), portfolio);
  REQUIRE(approved.has_value());
  CHECK_FALSE(approved.value().main.has_value());
  CHECK(approved.value().before.empty());

  const Order repay = world.order(ActionType::repay, {world.step(ActionType::repay, "aave_v3", kOwed, "8.4")});
  portfolio.balances["WETH"] = Wei(u256(kWei * 9));
  const auto whole = world.plan(repay, portfolio);
  REQUIRE_MESSAGE(whole.has_value(), whole.error().text());
  REQUIRE(whole.value().before.size() == 1);
  CHECK(whole.value().main->text.find("all WETH") != std::string::npos);
  portfolio.balances["WETH"] = Wei(u256(kWei * 84 / 10));
  const auto short_of = world.plan(repay, portfolio);
  REQUIRE(short_of.has_value());
  CHECK(short_of.value().main->text.find("8.4 WETH") != std::string::npos);

  const Order withdraw =
      world.order(ActionType::withdraw, {world.step(ActionType::withdraw, "aave_v3", kSupplied, "11")});
  const auto refused = world.plan(withdraw, portfolio);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text().starts_with("withdraw: "));
  portfolio.aave_v3->reserves.at("WETH").account_scaled_debt = 0;
  portfolio.aave_v3->debt = 0;
  const auto free = world.plan(withdraw, portfolio);
  REQUIRE_MESSAGE(free.has_value(), free.error().text());
  CHECK(free.value().main->text.find("all weETH") != std::string::npos);

  portfolio.aave_v3->reserves.at("weETH").frozen = true;
  portfolio.balances["weETH"] = Wei(u256(kWei * 2));
  const auto frozen = world.plan(
      world.order(ActionType::supply, {world.step(ActionType::supply, "aave_v3", kSupplied, "1")}), portfolio);
  REQUIRE_FALSE(frozen.has_value());
  CHECK(frozen.error().text().find("frozen") != std::string::npos);

  const auto queued = world.plan(
      world.order(ActionType::unstake, {world.step(ActionType::unstake, "etherfi", kStaked, "1")}), portfolio);
  REQUIRE_FALSE(queued.has_value());
  CHECK(queued.error().text().find("etherfi") != std::string::npos);
}

TEST_CASE("chain reading: holdings are scaled, debts negative, and the block's indices and rates are told") {
  const Planned world;
  const auto reader = ChainReader::create(world.universe, world.settings, world.book, address_number(0x99));
  REQUIRE_MESSAGE(reader.has_value(), reader.error().text());
  CHECK(reader.value().question().emodes == std::vector<std::uint8_t>{1});
  REQUIRE(reader.value().question().quotes.size() == 2);
  ChainPortfolio portfolio = portfolio_of(u256(kWei * 10), u256(kWei * 7));
  portfolio.balances["weETH"] = Wei(u256(7));
  portfolio.aave_v3->reserves.emplace("wstETH", reserve_of("wstETH", 4));
  const auto quote = std::ranges::find(reader.value().question().quotes, "weETH", &QuoteKey::in);
  REQUIRE(quote != reader.value().question().quotes.end());
  portfolio.quotes[*quote] = Wei(u256(kWei * 9995 / 10'000));
  lido::ExitRequest request;
  request.amount = Wei(u256(kWei * 3));
  portfolio.lido_requests.push_back(request);
  const auto read = reader.value().read(portfolio, UtcTime::from_nanos(1));
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  const auto held = [&](const char* key) { return read.value().holdings[world.universe.find(key)->index()].amount; };
  const auto at = [&](const char* key) { return world.universe.find(key)->index(); };
  CHECK(held(kEth) == amount("100"));
  CHECK(held(kStaked) == amount("0.000000000000000007"));
  CHECK(held(kSupplied) == amount("10"));
  CHECK(held(kOwed) == amount("-7"));
  CHECK(held("lido:BaseToken:ETH") == amount("3"));
  CHECK(read.value().told.indices[at(kSupplied)] == ray("1.1"));
  CHECK(read.value().told.indices[at(kOwed)] == ray("1.2"));
  CHECK(read.value().told.rates[at(kStaked)] == ray("1.05"));
  CHECK(read.value().told.rates[at("lido:LST:wstETH")] == ray("1.2"));
  // A quote has paid the pool's fee of 5 basis points.
  CHECK(read.value().told.market_rates[at(kStaked)] == ray("1"));
  CHECK_FALSE(read.value().told.market_rates[at("lido:LST:wstETH")].has_value());
  CHECK(read.value().told.eth == price("3000"));

  // A value that no ledger holds is an error, not a number.
  portfolio.aave_v3->reserves.at("weETH").supply_index_now = ~u256(0);
  CHECK_FALSE(reader.value().read(portfolio, UtcTime::from_nanos(1)).has_value());

  // What an instrument needs and the chain has not is told by its name.
  chain::ContractBook without(1, "mainnet");
  without.add_token({"ETH", {}, 18});
  const auto lacking = ChainReader::create(world.universe, world.settings, without, address_number(0x99));
  REQUIRE_FALSE(lacking.has_value());
  CHECK(lacking.error().text().starts_with("wallet:BaseToken:WETH: "));
}

}  // namespace
}  // namespace basis::test::chain_order_cases
