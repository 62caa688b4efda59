// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <memory>

namespace pulse {

/// The base of everything that is stacked on a storage: forwards the five operations and hides every capability.
///
/// A layer lists in `capabilities()` only what it has wrapped itself or knows to be safe to show from beneath
/// (`beneath()`), so that nothing leaks around a layer that transforms content.
class Layer : public Storage
{
public:
    explicit Layer(std::shared_ptr<Storage> next);

    [[nodiscard]] StorageInfo info() const override;
    [[nodiscard]] Capabilities capabilities() override; ///< all null
    [[nodiscard]] Result<StoreReceipt> store(const Prompt &prompt, std::stop_token stop) override;
    [[nodiscard]] Result<Prompt> fetch(const Name &name, const Version &version, std::stop_token stop) override;
    [[nodiscard]] Result<ListPage> list(const ListQuery &query, std::stop_token stop) override;
    [[nodiscard]] Result<RemovalReceipt> remove(const Name &name, const std::optional<Version> &version,
                                                std::stop_token stop) override;
    [[nodiscard]] Result<bool> exists(const Name &name, const std::optional<Version> &version,
                                      std::stop_token stop) override;

protected:
    [[nodiscard]] Storage &next() const { return *m_next; }
    [[nodiscard]] const Capabilities &beneath() const { return m_beneath; }

private:
    std::shared_ptr<Storage> m_next;
    Capabilities m_beneath;
};

} // namespace pulse
