// SPDX-License-Identifier: Apache-2.0
#include "opening_messages.h"

#include "pulse/ui/common/message_bar.h"

#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QString openingKey(const QString &location)
{
    return u"opening:"_s + location;
}

QString openingText(const QString &location, const Progress &progress)
{
    const QString name = OpeningMessages::nameOf(location);
    if (progress.total <= 0)
        return OpeningMessages::tr("Opening “%1”…").arg(name);
    const QLocale locale;
    return OpeningMessages::tr("Opening “%1”… %2 of %3")
        .arg(name, locale.toString(std::min(progress.done, progress.total)), locale.toString(progress.total));
}

} // namespace

OpeningMessages::OpeningMessages(LibraryManager &libraries, MessageBar *messages, QObject *parent)
    : QObject(parent)
    , m_libraries(libraries)
    , m_messages(messages)
{
    connect(&m_libraries, &LibraryManager::openingProgressed, this, &OpeningMessages::begin);
    connect(&m_libraries, &LibraryManager::stateChanged, this, &OpeningMessages::update);
}

QString OpeningMessages::nameOf(const QString &location)
{
    return LibraryManager::displayLocation(location.startsWith("profile:"_L1) ? location.sliced(8) : location);
}

void OpeningMessages::begin(const QString &location)
{
    if (m_told.contains(location)) {
        if (const auto progress = m_libraries.openingProgress(location))
            m_messages->setText(openingKey(location), openingText(location, *progress));
    } else if (m_waiting.insert(location).second) {
        QTimer::singleShot(patience, this, [this, location] {
            if (m_waiting.erase(location) > 0)
                tell(location);
        });
    }
}

void OpeningMessages::tell(const QString &location)
{
    const auto progress = m_libraries.openingProgress(location);
    if (!progress)
        return;
    m_told.insert(location);
    m_messages->post(openingKey(location), MessageBar::Kind::Information, openingText(location, *progress),
                     {{tr("Cancel"), [this, location] { m_libraries.stopOpening(location); }}});
}

// What is open, or has failed, needs no words about its opening any more.
void OpeningMessages::update()
{
    const auto isOver = [this](const QString &location) { return !m_libraries.openingProgress(location); };
    std::erase_if(m_waiting, isOver);
    std::erase_if(m_told, [&](const QString &location) {
        if (!isOver(location))
            return false;
        m_messages->dismiss(openingKey(location));
        return true;
    });
}

} // namespace pulse::ui
