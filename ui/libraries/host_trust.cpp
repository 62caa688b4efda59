// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/host_trust.h"

#include "pulse/ui/libraries/trust_host_dialog.h"

namespace pulse::ui {

HostTrust::HostTrust(std::shared_ptr<const LibraryHost> host, LibraryBook &book, QWidget *window, QObject *parent)
    : QObject(parent)
    , m_host(std::move(host))
    , m_book(book)
    , m_window(window)
{}

HostTrust::~HostTrust()
{
    delete m_dialog;
}

void HostTrust::ask(const QString &location, const Error &error)
{
    const auto host = UnknownHost::of(error);
    if (!host || m_dialog)
        return;
    m_dialog = new TrustHostDialog(*host, m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this,
            [this, location, fingerprint = host->fingerprint] { trust(location, fingerprint); });
    connect(m_dialog, &QDialog::rejected, this, [this, location, error] { emit failed(location, error); });
    m_dialog->open();
}

// The server is gone to once more, and becomes known only if it still shows that key.
void HostTrust::trust(const QString &location, const QString &fingerprint)
{
    emit answered(location);
    m_task = m_book
                 .run([host = m_host, location, fingerprint](LibraryConnections &connections,
                                                             std::stop_token stop) -> Result<void> {
                     const auto url = host->locate(location);
                     if (!url)
                         return failure(url);
                     auto profile = connections.profileOf(*url);
                     if (!profile)
                         return failure(std::move(profile));
                     profile->settings.insert_or_assign(hostKeyOption, fingerprint);
                     return connections.check(*profile, {}, [](const ConnectionStep &) {}, std::move(stop));
                 })
                 .then(this, [this, location](const Result<void> &outcome) {
                     if (outcome)
                         emit trusted(location);
                     else
                         emit failed(location, outcome.error());
                 });
}

} // namespace pulse::ui
