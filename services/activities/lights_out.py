"""随手关灯：before leaving, lights, air conditioning, computer and water dispenser are switched off."""

from services.activities.base import Act, Activity


class LightsOut(Activity[Act]):
    key = "lights_out"
    title = "随手关灯断电"
    invitation = "下班前看一眼：灯、空调、电脑、饮水机都关了吗"
    default_points = {"done": 1}
    price_words = {"done": "每天一次"}
