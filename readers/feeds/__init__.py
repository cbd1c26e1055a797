"""What can be followed, and how is it written for feed readers?

entries     the newest signed articles and notices, each with an id that outlives its address
content     what every format needs of a text: addresses in full, no character that XML cannot hold
feed        the feed as a whole: of the site or of one topic
atom        RFC 4287
rss         RSS 2.0
json_feed   JSON Feed 1.1
"""
