#include "tools/fetch/fetch_pages.hpp"

#include <algorithm>
#include <map>

namespace basis {
namespace {

/// A kill loses at most one page. Pages end at multiples of it, so that files meet in them.
constexpr Nanos kPage = kHour * 48;

using Pages = std::map<std::pair<UtcTime, UtcTime>, std::vector<std::size_t>>;

void add(Pages& pages, UtcTime from, UtcTime to, std::size_t file) {
  while (from <= to) {
    const UtcTime end = UtcTime::from_nanos((from.nanos() / kPage.count + 1) * kPage.count) - kHour;
    pages[{from, std::min(end, to)}].push_back(file);
    from = end + kHour;
  }
}

}  // namespace

std::vector<FetchPage> fetch_pages(const Manifest& manifest, const std::vector<std::string>& paths, UtcTime from,
                                   UtcTime to) {
  Pages forwards, backwards;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const FetchedFile* const known = manifest.find(paths[i]);
    if (known == nullptr || !known->from || !known->to) {
      add(forwards, from, to, i);
      continue;
    }
    add(forwards, *known->to + kHour, to, i);
    add(backwards, from, *known->from - kHour, i);
  }
  std::vector<FetchPage> all;
  for (const auto& [span, files] : forwards) all.push_back({span.first, span.second, files});
  for (auto page = backwards.rbegin(); page != backwards.rend(); ++page)
    all.push_back({page->first.first, page->first.second, page->second});
  return all;
}

}  // namespace basis
