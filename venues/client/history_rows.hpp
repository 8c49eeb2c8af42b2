#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "venues/client/history_dialect.hpp"

namespace basis::client {

/// Candles as exchanges list them: arrays of the open's time in milliseconds and then `count` texts. `closed_at`: the
/// place of a "1" that says that a candle has ended; absent: none is told. Data error: something else.
Result<std::vector<HistoryRow>> candle_rows(const boost::json::value& list, std::size_t count,
                                            std::optional<std::size_t> closed_at = std::nullopt);
/// Payments as exchanges list them: objects with a time in milliseconds and the values under `columns`.
Result<std::vector<HistoryRow>> payment_rows(const boost::json::value& list, std::string_view time,
                                             const std::vector<std::string_view>& columns);
/// The value at a path of keys: "result.list"; null: there is none.
const boost::json::value* find_value(const boost::json::value& root, std::string_view path);

}  // namespace basis::client
