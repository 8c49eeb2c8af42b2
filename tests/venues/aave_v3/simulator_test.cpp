#include "tests/support/rounds.hpp"
#include "tests/venues/sim/on_chain.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kEth = "wallet:BaseToken:ETH";
const char* const kWeth = "wallet:BaseToken:WETH";
const char* const kLst = "etherfi:LST:weETH";
const char* const kPool = "aave_v3:aToken:aweETH";
const char* const kDebt = "aave_v3:debtToken:debtWETH";

/// 80 weETH (100 ETH) supplied and some WETH at hand; aweETH at 1.25, debt at 1.2.
struct Account : OnChain {
  explicit Account(std::vector<std::string> overrides = {}, bool emode = true)
      : OnChain(
            [&] {
              overrides.emplace_back("execution.costs=none");
              return overrides;
            }(),
            "1000") {
    must(ActionType::stake, "etherfi", kEth, "500");
    must(ActionType::wrap, "wallet", kEth, "300");
    must(ActionType::supply, "aave_v3", kPool, "80");
    if (emode) must(ActionType::set_emode, "aave_v3", kPool, "0");
  }
  OrderAnswer aave(ActionType action, std::string_view size) {
    const bool of_debt = action == ActionType::borrow || action == ActionType::repay;
    return send(action, "aave_v3", of_debt ? kDebt : kPool, size);
  }
  [[nodiscard]] Amount supplied() const { return worth_of(kPool); }
  [[nodiscard]] Amount owed() const { return -worth_of(kDebt); }
};

}  // namespace

TEST_CASE("aave: a loan is scaled by the borrow index, grows with it and is repaid whole") {
  Account account;
  CHECK(account.aave(ActionType::borrow, "60").status == OrderStatus::accepted);
  CHECK(account.amount_of(kDebt) == amount("-50"));
  CHECK(account.amount_of(kWeth) == amount("360"));
  account.set_index(kDebt, "1.26");
  CHECK(account.owed() == amount("63"));
  CHECK(account.aave(ActionType::repay, "12.6").status == OrderStatus::accepted);
  CHECK(account.amount_of(kDebt) == amount("-40"));
  CHECK(account.amount_of(kWeth) == amount("347.4"));
  // More than is owed pays only what is owed.
  CHECK(account.aave(ActionType::repay, "300").status == OrderStatus::accepted);
  CHECK(account.amount_of(kDebt).is_zero());
  CHECK(account.amount_of(kWeth) == amount("297"));
  CHECK(account.aave(ActionType::repay, "1").reason == "repayment of WETH, nothing is owed");
}

TEST_CASE("aave: how much may be borrowed, in eMode and out of it") {
  struct Row {
    bool emode;
    const char *most, *reason;
  };
  for (const Row& row : {Row{true, "93", "loan of 0.6 WETH leads to a debt of 93.6, collateral allows 93"},
                         Row{false, "77.5", "loan of 0.6 WETH leads to a debt of 78.1, collateral allows 77.5"}}) {
    CAPTURE(row.emode);
    Account account({}, row.emode);
    account.set_index(kDebt, "1");
    CHECK(account.aave(ActionType::borrow, row.most).status == OrderStatus::accepted);
    CHECK(account.aave(ActionType::borrow, "0.000000000000000001").status == OrderStatus::refused);
    CHECK(account.aave(ActionType::borrow, "0.6").reason == row.reason);
    CHECK(account.owed() == amount(row.most));
  }
}

TEST_CASE("aave: eMode may follow the loan, and then allows more") {
  Account account({}, false);
  CHECK(account.aave(ActionType::borrow, "72").status == OrderStatus::accepted);
  CHECK(account.aave(ActionType::borrow, "12").status == OrderStatus::refused);
  account.must(ActionType::set_emode, "aave_v3", kPool, "0");
  CHECK(account.aave(ActionType::borrow, "12").status == OrderStatus::accepted);
  CHECK(account.lending().health_factor() == doctest::Approx(95.0 / 84));
}

TEST_CASE("aave: eMode needs a category of the mode and debts of the category") {
  Account account({"venues.aave_v3.emodes.eth_correlated.borrowable=weETH"}, false);
  CHECK(account.aave(ActionType::borrow, "12").status == OrderStatus::accepted);
  CHECK(account.send(ActionType::set_emode, "aave_v3", kPool, "0").reason ==
        "WETH is owed, which cannot be borrowed in the eMode");
  CHECK_FALSE(account.chain.state().emode);
  CHECK(account.aave(ActionType::repay, "12").status == OrderStatus::accepted);
  account.must(ActionType::set_emode, "aave_v3", kPool, "0");
  CHECK(account.aave(ActionType::borrow, "12").reason ==
        "loan of 12 WETH, which cannot be borrowed in the account's eMode");
}

TEST_CASE("aave: with a debt only what keeps the health factor at 1 can be withdrawn") {
  Account account;
  account.set_index(kDebt, "1");
  account.aave(ActionType::borrow, "76");  // 80 of the 100 ETH must stay
  // Over the limit for a new loan, yet allowed.
  CHECK(account.aave(ActionType::withdraw, "16").status == OrderStatus::accepted);
  CHECK(account.lending().health_factor() == doctest::Approx(1));
  CHECK(account.aave(ActionType::withdraw, "0.000000000000000002").reason ==
        "withdrawal of 0.000000000000000002 weETH would leave a health factor under 1");
  CHECK(account.aave(ActionType::repay, "76").status == OrderStatus::accepted);
  CHECK(account.aave(ActionType::withdraw, "64").status == OrderStatus::accepted);
  CHECK(account.amount_of(kPool).is_zero());
}

TEST_CASE("aave: caps of supply and of loans") {
  std::vector<std::string> caps = {"venues.aave_v3.reserves.weETH.supply_cap=100",
                                   "venues.aave_v3.reserves.WETH.borrow_cap=60"};
  Account remarked(caps);  // the run goes on, the summary tells
  CHECK(remarked.aave(ActionType::supply, "21").status == OrderStatus::accepted);
  caps.emplace_back("execution.capacity=refuse");
  Account account(caps);
  CHECK(account.aave(ActionType::supply, "20").status == OrderStatus::accepted);
  CHECK(account.aave(ActionType::supply, "1").reason == "supply of 101 weETH is over the cap of 100");
  CHECK(account.aave(ActionType::borrow, "60").status == OrderStatus::accepted);
  CHECK(account.aave(ActionType::borrow, "1.2").reason == "loan of 1.2 WETH leads to 61.2 owed, over the cap of 60");
  CHECK(account.amount_of(kPool) == amount("80"));
}

TEST_CASE("aave: calls that make no sense revert") {
  Account account;
  CHECK(account.send(ActionType::supply, "aave_v3", kDebt, "1").reason ==
        "supply of aave_v3:debtToken:debtWETH, which is no aToken");
  CHECK(account.send(ActionType::borrow, "aave_v3", kPool, "1").reason ==
        "borrow of aave_v3:aToken:aweETH, which is no debtToken");
  for (const ActionType action : {ActionType::supply, ActionType::withdraw, ActionType::borrow, ActionType::repay}) {
    CAPTURE(std::string(action_name(action)));
    CHECK(account.aave(action, "0").status == OrderStatus::refused);
    CHECK(account.aave(action, "-1").status == OrderStatus::refused);
  }
  CHECK(account.aave(ActionType::supply, "0.000000000000000001").reason ==
        "supply of 0.000000000000000001 is under one unit");
  account.set_index("aave_v3:aToken:awstETH", "0");
  CHECK(account.send(ActionType::supply, "aave_v3", "aave_v3:aToken:awstETH", "1").reason == "no Aave index of wstETH");
  CHECK(account.aave(ActionType::supply, "320.1").reason == "supply of 320.1 weETH, wallet has 320");
}

TEST_CASE("aave: a debt that has outgrown its collateral is liquidated when the instant settles") {
  Account account;
  account.aave(ActionType::borrow, "90");
  CHECK(account.settle().entries.empty());
  account.set_index(kDebt, "1.28");  // 96 WETH
  const VenueReport report = account.settle();
  REQUIRE(report.entries.size() == 1);
  CHECK(report.entries[0].kind == EntryKind::liquidation);
  REQUIRE(report.notices.size() == 1);
  CHECK(report.notices[0].kind == "liquidation");
  CHECK(report.notices[0].instrument == account.id(kPool));
  CHECK(report.notices[0].text == "38.784 weETH taken for a repayment of 48 WETH");
  CHECK(account.amount_of(kDebt) == amount("-37.5"));
  CHECK(account.amount_of(kPool) == amount("32.9728"));
  CHECK(account.settle().entries.empty());
}

TEST_CASE("aave: outside eMode the same account is liquidated at the reserve's own terms") {
  Account account({}, false);
  account.set_index(kDebt, "1");
  account.aave(ActionType::borrow, "77.5");
  account.set_index(kDebt, "1.1");  // 85.25 WETH against a threshold of 80: all of it
  account.settle();
  CHECK(account.amount_of(kDebt).is_zero());
  CHECK(account.supplied() == amount("7.026"));  // 80 - 85.25 * 1.07 / 1.25
}

TEST_CASE("aave: debt that no collateral is left for is written off, and the account goes on") {
  Account account;
  account.aave(ActionType::borrow, "90");
  account.set_index(kDebt, "1.4");  // 105 WETH against 100 ETH
  const VenueReport report = account.settle();
  CHECK(account.amount_of(kPool).is_zero());
  CHECK(account.amount_of(kDebt).is_zero());
  // 100 ETH of collateral repay 99.0099 WETH; the rest is nobody's.
  REQUIRE(report.notices.size() == 2);
  CHECK(report.notices[1].kind == "write_off");
  CHECK(report.notices[1].instrument == account.id(kDebt));
  CHECK(report.notices[1].text.starts_with("5.990099009900990"));
  for (const LedgerEntry& entry : report.entries) CHECK(entry.kind == EntryKind::liquidation);
  CHECK(account.settle().entries.empty());
}

TEST_CASE("aave: over random calls balances move by what was asked, HF is its formula, and all can be undone") {
  for (std::uint64_t seed = 1; seed <= test::rounds(150); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Account account({}, draw.chance(70));
    for (int i = 0; i < 15; ++i) {
      constexpr ActionType kCalls[] = {ActionType::supply, ActionType::withdraw, ActionType::borrow, ActionType::repay};
      const ActionType action = kCalls[draw.below(4)];
      const Amount size = draw.amount_between("0.000000000000000001", "60");
      const Amount supplied = account.supplied();
      const Amount owed = account.owed();
      const Amount equity_before = equity(account.universe, account.positions, account.market);
      const bool accepted = account.aave(action, size.to_string()).status == OrderStatus::accepted;
      const LendingAccount lending = account.lending();
      const bool in = action == ActionType::supply;
      const i128 moved = (account.supplied() - supplied).raw();
      const i128 debt_moved = (account.owed() - owed).raw();
      const i128 asked = accepted ? size.raw() : 0;
      if (in || action == ActionType::withdraw) {
        const i128 off = (in ? asked : -asked) - moved;
        REQUIRE((off >= 0 && off <= 2 && debt_moved == 0));
      } else {
        const i128 paid = action == ActionType::borrow ? asked : -std::min(asked, owed.raw());
        const i128 off = debt_moved - paid;
        REQUIRE((off >= 0 && off <= 2 && moved == 0));
      }
      const i128 lost = (equity_before - equity(account.universe, account.positions, account.market)).raw();
      // What moves between two holdings of a staked token is valued with two roundings.
      REQUIRE((lost >= -1 && lost <= 5));
      if (accepted && action == ActionType::borrow) REQUIRE(lending.debt <= lending.borrowable);
      if (accepted && action == ActionType::withdraw) REQUIRE_FALSE(lending.health_under(Ratio::from_int(1)));
      const double threshold = account.chain.state().emode ? 0.95 : 0.8;
      const double collateral = account.supplied().to_double() * 1.25;
      if (const auto health = lending.health_factor())
        REQUIRE(*health == doctest::Approx(collateral * threshold / account.owed().to_double()));
      for (const char* key : {kPool, kDebt})
        account.market.indices[account.id(key).index()] =
            account.market.indices[account.id(key).index()] + draw.ray_between("0", "0.002");
    }
    if (!account.owed().is_zero())
      REQUIRE(account.aave(ActionType::repay, account.owed().to_string()).status == OrderStatus::accepted);
    REQUIRE(account.amount_of(kDebt).is_zero());
    if (!account.supplied().is_zero())
      REQUIRE(account.aave(ActionType::withdraw, account.supplied().to_string()).status == OrderStatus::accepted);
    REQUIRE(account.amount_of(kPool).is_zero());
  }
}

TEST_CASE("aave: all that is there clears its balance, under an index normalised below 1 too") {
  Account account;
  for (std::uint64_t seed = 1; seed <= test::rounds(500); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    const auto index = [&](const char* key) -> Ray& { return account.market.indices[account.id(key).index()]; };
    index(kPool) = draw.ray_between("0.7", "1");
    index(kDebt) = draw.ray_between("0.7", "1");
    if (account.supplied().is_zero())
      REQUIRE(account.aave(ActionType::supply, draw.amount_between("70", "80").to_string()).status ==
              OrderStatus::accepted);
    REQUIRE(account.aave(ActionType::borrow, draw.amount_between("1", "40").to_string()).status ==
            OrderStatus::accepted);
    index(kPool) = draw.ray_between("0.7", "1");
    index(kDebt) = draw.ray_between("0.7", "1");
    REQUIRE(account.aave(ActionType::repay, account.owed().to_string()).status == OrderStatus::accepted);
    REQUIRE(account.amount_of(kDebt).is_zero());
    REQUIRE(account.aave(ActionType::withdraw, account.supplied().to_string()).status == OrderStatus::accepted);
    REQUIRE(account.amount_of(kPool).is_zero());
  }
}
