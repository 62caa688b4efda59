// SPDX-License-Identifier: Apache-2.0
#include "window_layout.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QJsonArray>
#include <QLabel>
#include <QResizeEvent>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

QWidget *section(const QString &title, QWidget *content, QLabel *&label)
{
    auto *widget = new QWidget;
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    label = new QLabel(title, widget);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, gridUnit);
    column->addWidget(label);
    column->addWidget(content, 1);
    return widget;
}

QSplitter *splitter(Qt::Orientation orientation, const QString &name)
{
    auto *made = new QSplitter(orientation);
    made->setChildrenCollapsible(false);
    made->setHandleWidth(5);
    made->setAccessibleName(name);
    return made;
}

QJsonArray toJson(const QList<int> &sizes)
{
    QJsonArray array;
    for (const int size : sizes)
        array.append(size);
    return array;
}

// Sizes from a file of another time are taken only when they fit the splitter and leave every part something.
void restoreSizes(QSplitter *splitter, const QJsonValue &value)
{
    QList<int> sizes;
    for (const QJsonValue &size : value.toArray())
        sizes.append(size.toInt());
    if (sizes.size() == splitter->count() &&
        std::ranges::all_of(sizes, [](int size) { return size >= 0 && size < 20000; }))
        splitter->setSizes(sizes);
}

} // namespace

WindowLayout::WindowLayout(QWidget *left, QWidget *middle, QWidget *versions, QWidget *details, QWidget *parent)
    : QWidget(parent)
    , m_left(left)
    , m_columns(splitter(Qt::Horizontal, tr("Columns")))
    , m_centre(splitter(Qt::Vertical, tr("Centre")))
    , m_right(splitter(Qt::Vertical, tr("Right column")))
    , m_versions(section(tr("Versions"), versions, m_versionsTitle))
    , m_details(section(tr("Details"), details, m_detailsTitle))
    , m_tabs(new QTabWidget)
{
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Versions and details"));
    m_left->setMinimumWidth(160);
    middle->setMinimumWidth(320);
    middle->setMinimumHeight(160);
    m_right->setMinimumWidth(220);
    m_tabs->setMinimumHeight(140);
    m_centre->addWidget(middle);
    m_centre->addWidget(m_tabs);
    m_right->addWidget(m_versions);
    m_right->addWidget(m_details);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_centre);
    m_columns->addWidget(m_right);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setStretchFactor(2, 0);
    m_centre->setStretchFactor(0, 1);
    m_centre->setStretchFactor(1, 0);
    m_columns->setSizes({250, 690, 330});
    m_right->setSizes({420, 300});
    m_centre->setSizes({430, 170});
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_columns);
    arrange();
}

QSize WindowLayout::firstSize(const QSize &available)
{
    constexpr QSize roomy(1280, 800);
    constexpr QSize frame(16, 48); // title bar and borders, which are known only when the window is shown
    return roomy.boundedTo(available - frame);
}

void WindowLayout::setLeftVisible(bool visible)
{
    m_leftVisible = visible;
    arrange();
}

void WindowLayout::setRightVisible(bool visible)
{
    m_rightVisible = visible;
    arrange();
}

void WindowLayout::setRightUseful(bool useful)
{
    if (useful == m_rightUseful)
        return;
    m_rightUseful = useful;
    m_tabs->setVisible(m_rightVisible && m_rightUseful && m_narrow && !m_distractionFree);
}

void WindowLayout::setDistractionFree(bool on)
{
    m_distractionFree = on;
    arrange();
}

void WindowLayout::arrange()
{
    m_left->setVisible(m_leftVisible && !m_distractionFree);
    m_right->setVisible(m_rightVisible && !m_narrow && !m_distractionFree);
    m_tabs->setVisible(m_rightVisible && m_rightUseful && m_narrow && !m_distractionFree);
    emit columnsChanged();
}

void WindowLayout::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    const QList<int> sizes = m_right->sizes();
    m_versionsTitle->setVisible(!narrow);
    m_detailsTitle->setVisible(!narrow);
    if (narrow) {
        m_tabs->addTab(m_versions, icon("history"_L1), tr("Versions"));
        m_tabs->addTab(m_details, icon("info"_L1), tr("Details"));
    } else {
        for (QWidget *part : {m_versions, m_details}) {
            m_right->addWidget(part);
            part->show();
        }
        m_right->setSizes(sizes.size() == 2 ? sizes : QList<int>{420, 300});
    }
    arrange();
}

void WindowLayout::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setNarrow(event->size().width() < narrowBelow);
}

QJsonObject WindowLayout::saveState() const
{
    QJsonObject state{{u"left"_s, m_leftVisible}, {u"right"_s, m_rightVisible}, {u"tab"_s, m_tabs->currentIndex()}};
    state.insert(u"columns"_s, toJson(m_columns->sizes()));
    state.insert(u"centre"_s, toJson(m_centre->sizes()));
    if (m_right->count() == 2)
        state.insert(u"rightColumn"_s, toJson(m_right->sizes()));
    return state;
}

void WindowLayout::restoreState(const QJsonObject &state)
{
    if (state.isEmpty())
        return;
    restoreSizes(m_columns, state.value("columns"_L1));
    restoreSizes(m_centre, state.value("centre"_L1));
    restoreSizes(m_right, state.value("rightColumn"_L1));
    m_leftVisible = state.value("left"_L1).toBool(true);
    m_rightVisible = state.value("right"_L1).toBool(true);
    m_tabs->setCurrentIndex(state.value("tab"_L1).toInt());
    arrange();
}

} // namespace pulse::ui
