// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/layer.h"

#include <map>
#include <mutex>
#include <thread>

namespace pulse {

/// Reads the list of all prompts once on a thread of its own, as soon as it is made; the first listing of all prompts
/// that is asked for is answered from it. Every other question, and every later one, goes beneath. Transforms nothing,
/// and so shows all capabilities from beneath.
class EarlyListing final : public Layer
{
public:
    explicit EarlyListing(std::shared_ptr<Storage> next);
    ~EarlyListing() override;

    [[nodiscard]] Capabilities capabilities() override { return beneath(); }
    /// Waits for the early reading where that is what was asked for.
    [[nodiscard]] Result<ListPage> list(const ListQuery &query, std::stop_token stop) override;

private:
    void read(const std::stop_token &stop);

    std::mutex m_mutex;                  // held while the early reading lasts
    std::map<QString, ListPage> m_pages; // by cursor
    std::jthread m_thread;
};

} // namespace pulse
