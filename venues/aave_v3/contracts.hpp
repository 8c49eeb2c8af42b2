#pragma once

#include "venues/chain/abi_event.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::aave_v3 {

/// The contract `pool` (aave-v3-origin 3.6.0, interfaces/IPool.sol). Indices and rates are rays, the account's values
/// are in the oracle's currency (USD at 1e-8), ratios in basis points, the health factor at 1e-18.
struct Pool {
  chain::Function supply{"supply(address asset,uint256 amount,address onBehalfOf,uint16 referralCode)"};
  chain::Function withdraw{"withdraw(address asset,uint256 amount,address to)", "(uint256)"};
  chain::Function borrow{
      "borrow(address asset,uint256 amount,uint256 interestRateMode,uint16 referralCode,address onBehalfOf)"};
  chain::Function repay{"repay(address asset,uint256 amount,uint256 interestRateMode,address onBehalfOf)", "(uint256)"};
  chain::Function set_emode{"setUserEMode(uint8 categoryId)"};
  chain::Function set_collateral{"setUserUseReserveAsCollateral(address asset,bool useAsCollateral)"};

  chain::Function account_data{"getUserAccountData(address user)",
                               "(uint256 totalCollateralBase,uint256 totalDebtBase,uint256 availableBorrowsBase,"
                               "uint256 currentLiquidationThreshold,uint256 ltv,uint256 healthFactor)"};
  chain::Function user_emode{"getUserEMode(address user)", "(uint256)"};
  /// Bits 2i and 2i+1 of the reserve with id i: it is borrowed by the user, it is collateral (UserConfiguration.sol).
  chain::Function user_configuration{"getUserConfiguration(address user)", "(uint256)"};
  /// DataTypes.sol, ReserveDataLegacy.
  chain::Function reserve_data{
      "getReserveData(address asset)",
      "(uint256 configuration,uint128 liquidityIndex,uint128 currentLiquidityRate,uint128 variableBorrowIndex,"
      "uint128 currentVariableBorrowRate,uint128 currentStableBorrowRate,uint40 lastUpdateTimestamp,uint16 id,"
      "address aTokenAddress,address stableDebtTokenAddress,address variableDebtTokenAddress,"
      "address interestRateStrategyAddress,uint128 accruedToTreasury,uint128 unbacked,"
      "uint128 isolationModeTotalDebt)"};
  chain::Function normalized_income{"getReserveNormalizedIncome(address asset)", "(uint256)"};
  chain::Function normalized_debt{"getReserveNormalizedVariableDebt(address asset)", "(uint256)"};
  chain::Function available{"getVirtualUnderlyingBalance(address asset)", "(uint128)"};
  chain::Function emode_collateral_config{"getEModeCategoryCollateralConfig(uint8 id)",
                                          "(uint16 ltv,uint16 liquidationThreshold,uint16 liquidationBonus)"};
  chain::Function emode_collateral_bitmap{"getEModeCategoryCollateralBitmap(uint8 id)", "(uint128)"};
  chain::Function emode_borrowable_bitmap{"getEModeCategoryBorrowableBitmap(uint8 id)", "(uint128)"};
  chain::Function emode_zero_ltv_bitmap{"getEModeCategoryLtvzeroBitmap(uint8 id)", "(uint128)"};

  chain::Event supplied{
      "Supply(address indexed reserve,address user,address indexed onBehalfOf,uint256 amount,"
      "uint16 indexed referralCode)"};
  chain::Event withdrawn{"Withdraw(address indexed reserve,address indexed user,address indexed to,uint256 amount)"};
  chain::Event borrowed{
      "Borrow(address indexed reserve,address user,address indexed onBehalfOf,uint256 amount,uint8 interestRateMode,"
      "uint256 borrowRate,uint16 indexed referralCode)"};
  chain::Event repaid{
      "Repay(address indexed reserve,address indexed user,address indexed repayer,uint256 amount,bool useATokens)"};
  chain::Event liquidated{
      "LiquidationCall(address indexed collateralAsset,address indexed debtAsset,address indexed user,"
      "uint256 debtToCover,uint256 liquidatedCollateralAmount,address liquidator,bool receiveAToken)"};
};
const Pool& pool();

/// An aToken or a variable debt token (interfaces/IScaledBalanceToken.sol, ICreditDelegationToken.sol).
struct ScaledToken {
  chain::Function scaled_balance{"scaledBalanceOf(address user)", "(uint256)"};
  chain::Function scaled_total{"scaledTotalSupply()", "(uint256)"};
  chain::Function approve_delegation{"approveDelegation(address delegatee,uint256 amount)"};
  chain::Function delegation{"borrowAllowance(address fromUser,address toUser)", "(uint256)"};
};
const ScaledToken& scaled_token();

/// The contract `oracle` (interfaces/IPriceOracleGetter.sol): USD at 1e-8.
struct Oracle {
  chain::Function price{"getAssetPrice(address asset)", "(uint256)"};
};
const Oracle& oracle();

}  // namespace basis::aave_v3
