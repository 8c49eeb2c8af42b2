#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/marketdata/frame_source.hpp"
#include "venues/feed_venue.hpp"

namespace basis {

// These recognise a recorded frame by its content. For a live frame the connection gives the venue.

/// The protocol of a frame, by its venue name, its URL or its content, in this order. Absent where none of them
/// identifies it.
std::optional<FeedVenue> recognise_venue(const Frame& frame);

/// Whether the frame also tells the product. The order books of Bybit's spot and derivatives look the same; such a
/// frame is taken for one of derivatives.
bool tells_product(const Frame& frame);

/// Whether the frame is the response to a REST request, not a message of a stream: it came with a URL, or it is
/// a Binance snapshot in the recording of a stream.
bool is_rest_answer(const Frame& frame);

/// The last part of the path of a request that is no request for an order book: "markets"; empty for all others.
std::string_view other_request(std::string_view url);

/// The market that a URL requests: the value of `symbol` or `instId`; empty where it has neither. Symbols in
/// UTF-8 come percent-encoded and are decoded.
std::string symbol_of_url(std::string_view url);
std::string percent_decoded(std::string_view text);

}  // namespace basis
