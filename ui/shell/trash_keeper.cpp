// SPDX-License-Identifier: Apache-2.0
#include "trash_keeper.h"

#include "library_manager.h"
#include "window_settings.h"

#include "pulse/ui/common/message_bar.h"

#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

TrashKeeper::TrashKeeper(LibraryManager &libraries, WindowSettings &settings, MessageBar &messages, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_settings(settings)
    , m_messages(messages)
{
    connect(&m_libraries, &LibraryManager::opened, this, [this](LibrarySession *session) {
        connect(session, &LibrarySession::loaded, this, [this, session] { look(session); }, Qt::SingleShotConnection);
    });
    m_timer.setInterval(std::chrono::hours(1));
    connect(&m_timer, &QTimer::timeout, this, qOverload<>(&TrashKeeper::look));
    m_timer.start();
}

void TrashKeeper::look()
{
    for (LibrarySession *session : m_libraries.sessions())
        look(session);
}

void TrashKeeper::look(LibrarySession *session)
{
    const qint64 days = m_settings.values().integer(setting::trashKeepDays);
    if (days <= 0 || session->isReadOnly() || !session->isLoaded())
        return;
    m_work[session] = session
                          ->run([days](Library &library, std::stop_token stop) {
                              return library.expireTrash(days, false, std::move(stop));
                          })
                          .then(this, [this, session](const Result<TrashExpiry> &expiry) {
                              if (expiry)
                                  tell(session, *expiry);
                          });
}

void TrashKeeper::forget(LibrarySession *session)
{
    m_work.erase(session);
}

void TrashKeeper::tell(LibrarySession *session, const TrashExpiry &expiry)
{
    const QString key = u"trash:"_s + session->info().url.toString();
    if (!expiry.withheld.isEmpty())
        m_messages.post(key, MessageBar::Kind::Warning, expiry.withheld);
    else if (!expiry.failed.empty())
        m_messages.post(key, MessageBar::Kind::Problem, expiry.failed.front().second.message());
    else
        m_messages.dismiss(key);
    const auto count = static_cast<qint64>(expiry.expired.size());
    if (count > 0)
        m_messages.post(key + u":gone"_s, MessageBar::Kind::Information,
                        count == 1 ? tr("1 thing was in the trash of “%1” long enough and is deleted for good.")
                                         .arg(session->title())
                                   : tr("%1 things were in the trash of “%2” long enough and are deleted for good.")
                                         .arg(QLocale().toString(count), session->title()));
}

} // namespace pulse::ui
