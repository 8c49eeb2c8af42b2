#include "core/strategy/dust_sale.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Dust worth less than this many times the gas of its sale is not sold.
const Ratio kLeastDustInGas = Ratio::from_int(100);

struct Dust {
  std::vector<std::string> tokens;  ///< each once, in instrument order
  bool wrapped = false;             ///< a part of it is still in its vault
  Amount worth;                     ///< share class
};

Dust find_dust(const PortfolioView& portfolio) {
  Dust dust;
  const Universe& universe = portfolio.universe;
  for (const Instrument& instrument : universe.instruments()) {
    const bool known = instrument.asset == universe.share_asset() || instrument.asset == universe.delta_asset() ||
                       instrument.asset == universe.quote_asset();
    const Holding& holding = portfolio.holding(instrument.id);
    if (known || !instrument.on_chain || holding.amount.sign() <= 0) continue;
    if (std::find(dust.tokens.begin(), dust.tokens.end(), instrument.token) == dust.tokens.end())
      dust.tokens.push_back(instrument.token);
    dust.wrapped = dust.wrapped || universe.name(instrument.account) != kWalletAccount;
    dust.worth += value(universe, instrument, holding, portfolio.market);
  }
  return dust;
}

InstructionBlock everything(ActionType action, const std::string& token, const std::string& into) {
  Instruction instruction;
  instruction.action = action;
  instruction.token = token;
  instruction.into = into;
  instruction.everything = true;
  return {{instruction}, BlockKind::sequence, {}};
}

}  // namespace

InstructionBlocks dust_sale(const PortfolioView& portfolio, const Settings& settings, const CostCalculator& costs,
                            bool whatever_it_costs) {
  const Dust dust = find_dust(portfolio);
  if (dust.tokens.empty()) return {};
  Amount gas;
  if (dust.wrapped) gas += costs.gas("unwrap_king", portfolio.universe, portfolio.market);
  for (std::size_t i = 0; i < dust.tokens.size(); ++i)
    gas += costs.gas("transfer", portfolio.universe, portfolio.market);
  const Amount least = std::max(mul(portfolio.equity(), settings.mode.dust_delta, Rounding::ceil),
                                mul(gas, kLeastDustInGas, Rounding::ceil));
  if (!whatever_it_costs && dust.worth <= least) return {};
  InstructionBlocks blocks;
  if (dust.wrapped) blocks.push_back(everything(ActionType::unwrap_rewards, {}, {}));
  const std::string quote(kQuoteAsset);
  for (const std::string& token : dust.tokens) blocks.push_back(everything(ActionType::swap, token, quote));
  if (settings.mode.share_class != quote)
    blocks.push_back(everything(ActionType::swap, quote, settings.mode.share_class));
  return blocks;
}

}  // namespace basis
